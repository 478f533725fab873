-- Whether whoever hears the notice may press a key not to be recorded.
alter table phone_number add column recording_refusable boolean not null default false;
-- A recording that a party has refused leaves an entry with its evidence, and no sound.
alter table recording drop constraint recording_state_check,
  add constraint recording_state_check check (state in ('available', 'empty', 'failed', 'refused'));
