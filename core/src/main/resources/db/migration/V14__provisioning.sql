-- What an identity provider keeps of people and groups (SCIM 2.0), and what ends when somebody leaves.
alter table user_account
  -- whoever is not active signs in nowhere, calls nobody and is called by nobody
  add column active boolean not null default true,
  -- as the identity provider calls the user, and what it says of name and address beside ours
  add column external_id text check (length(external_id) between 1 and 255),
  add column given_name text check (length(given_name) between 1 and 200),
  add column family_name text check (length(family_name) between 1 and 200),
  add column work_email text check (length(work_email) between 3 and 254),
  -- whether the role is one that groups gave
  add column role_by_groups boolean not null default false;
create index user_external_id on user_account (organisation_id, external_id);

create table provisioned_group (
  id text primary key check (id ~ '^grp_'),
  organisation_id text not null references organisation,
  name text not null check (length(name) between 1 and 256),
  external_id text check (length(external_id) between 1 and 255),
  created_at timestamptz not null default now(),
  unique (organisation_id, id)
);
create unique index provisioned_group_name on provisioned_group (organisation_id, lower(name));
alter table provisioned_group enable row level security;
create policy provisioned_group_of_organisation on provisioned_group
  using (organisation_id = acting_organisation());
grant select, insert, update, delete on provisioned_group to pronto_app;

create table provisioned_group_member (
  organisation_id text not null,
  group_id text not null,
  user_id text not null,
  primary key (group_id, user_id),
  foreign key (organisation_id, group_id)
    references provisioned_group (organisation_id, id) on delete cascade,
  constraint provisioned_group_member_user foreign key (organisation_id, user_id)
    references user_account (organisation_id, id) on delete cascade
);
create index provisioned_group_member_of_user on provisioned_group_member (user_id);
alter table provisioned_group_member enable row level security;
create policy provisioned_group_member_of_organisation on provisioned_group_member
  using (organisation_id = acting_organisation());
grant select, insert, delete on provisioned_group_member to pronto_app;

create constraint trigger audit after insert or update or delete on provisioned_group
  deferrable initially deferred for each row execute function audit_row('group', 'id');
create constraint trigger audit after insert or delete on provisioned_group_member
  deferrable initially deferred for each row execute function audit_row('group_member', 'group_id');

-- Whoever keeps the registration of a device that may register no longer is told its username and the label
-- of its organisation.
create function notify_device_ended() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  perform pg_notify('device_ended', old.username || '@' || label)
    from organisation where id = old.organisation_id;
  return null;
end
$$;
create trigger ended after delete on device for each row execute function notify_device_ended();

-- Those of the devices named username@label that may not register: deleted, or of somebody not active.
create function devices_ended(names text[]) returns setof text
  language sql stable security definer set search_path = public
begin atomic
  select wanted.name from unnest(names) as wanted (name)
   where not exists (
     select from organisation o
       join device d on d.organisation_id = o.id and d.username = split_part(wanted.name, '@', 1)
       join user_account u on u.id = d.user_id
      where o.label = split_part(wanted.name, '@', 2) and u.active);
end;

create function end_what_leavers_have() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  delete from session where user_id = new.id;
  delete from api_key where created_by = new.id;
  delete from sign_up where user_id = new.id;
  perform pg_notify('device_ended', d.username || '@' || o.label)
    from device d join organisation o on o.id = d.organisation_id where d.user_id = new.id;
  return null;
end
$$;
create trigger left_us after update of active on user_account
  for each row when (old.active and not new.active) execute function end_what_leavers_have();

-- Nothing of the kind begins for them, not even while they are just leaving: the row is locked, so that one
-- of both comes first. Its argument: the column that names the user.
create function refuse_leaver() returns trigger
  language plpgsql security definer set search_path = public as $$
declare
  who constant text := to_jsonb(new) ->> tg_argv[0];
begin
  perform from user_account where id = who and active for share;
  if who is not null and not found then
    raise exception 'the user is not active'
      using errcode = 'foreign_key_violation', constraint = 'user_active';
  end if;
  return new;
end
$$;
create trigger of_somebody_active before insert on session
  for each row execute function refuse_leaver('user_id');
create trigger of_somebody_active before insert on api_key
  for each row execute function refuse_leaver('created_by');

create or replace function account_by_email(wanted text)
  returns table (operator_id text, organisation_id text, user_id text, password_hash text)
  language sql stable security definer set search_path = public
begin atomic
  select operator_id, organisation_id, user_id, password_hash from (
    select 1 as place, id as operator_id, null as organisation_id, null as user_id, password_hash
      from operator_account where lower(email) = lower(wanted)
    union all
    select 2, null, u.organisation_id, u.id, u.password_hash
      from user_account u where lower(u.email) = lower(wanted) and u.active) found
   order by place limit 1;
end;

-- The same as before, and the role that its maker has now: a key may do no more than its maker may.
drop function api_key_by_token(bytea, inet);
create function api_key_by_token(hash bytea, address inet)
  returns table (id text, organisation_id text, scopes text[], role text)
  language sql volatile security definer set search_path = public
begin atomic
  update api_key set used_at = now(), used_from = address
   where token_hash = hash and (used_at is null or used_at < now() - interval '1 minute')
     and (addresses = '{}' or address <<= any(addresses))
     and (expires_at is null or expires_at > now());
  select k.id, k.organisation_id, k.scopes, u.role
    from api_key k join user_account u on u.id = k.created_by
   where k.token_hash = hash and u.role in ('administrator', 'super_administrator')
     and (k.addresses = '{}' or address <<= any(k.addresses))
     and (k.expires_at is null or k.expires_at > now());
end;
