-- How somebody whose call is listened to is told.
alter table organisation_settings add column supervision_notice text not null default 'tone'
  check (supervision_notice in ('none', 'tone', 'announcement'));
