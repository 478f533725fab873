-- What an organisation has its callers hear, in one language or in several.
create table prompt (
  id text primary key check (id ~ '^prm_'),
  organisation_id text not null references organisation,
  name text not null check (length(name) between 1 and 200),
  -- in which it is heard where it does not exist in the one wanted
  language text not null check (language in ('fr', 'en', 'it')),
  created_at timestamptz not null default now(),
  constraint prompt_name unique (organisation_id, name),
  unique (organisation_id, id)
);
alter table prompt enable row level security;
create policy prompt_of_organisation on prompt using (organisation_id = acting_organisation());
grant select, insert, update, delete on prompt to pronto_app;

create table prompt_sound (
  organisation_id text not null references organisation,
  prompt_id text not null,
  language text not null check (language in ('fr', 'en', 'it')),
  -- what the server has spoken; null: a file was sent
  text text check (length(text) between 1 and 2000),
  -- of the samples: linear, 16 bits, 16 kHz
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  millis integer not null check (millis between 0 and 300000),
  changed_at timestamptz not null default now(),
  primary key (prompt_id, language),
  foreign key (organisation_id, prompt_id) references prompt (organisation_id, id) on delete cascade
);
alter table prompt_sound enable row level security;
create policy prompt_sound_of_organisation on prompt_sound using (organisation_id = acting_organisation());
grant select, insert, update, delete on prompt_sound to pronto_app;

-- The samples, sealed by the organisation's key: apart, since whoever looks at the rest, such as the audit log, has no
-- use for them.
create table prompt_audio (
  organisation_id text not null references organisation,
  prompt_id text not null,
  language text not null,
  sealed bytea not null,
  primary key (prompt_id, language),
  foreign key (prompt_id, language) references prompt_sound (prompt_id, language) on delete cascade
);
alter table prompt_audio alter column sealed set storage external;
alter table prompt_audio enable row level security;
create policy prompt_audio_of_organisation on prompt_audio using (organisation_id = acting_organisation());
grant select, insert, update, delete on prompt_audio to pronto_app;

-- Where a prompt is heard in place of what ships with the product.
create table prompt_use (
  organisation_id text not null references organisation,
  purpose text not null check (purpose in ('hold_music', 'recording_notice', 'refusable_notice', 'not_recorded',
    'anonymous_hidden', 'anonymous_masked', 'anonymous_malformed', 'anonymous_missing', 'ask_for_code', 'wrong_code')),
  -- of hold music: in whose calls; null: of all
  number text references phone_number on delete cascade,
  prompt_id text not null,
  constraint prompt_use_once unique nulls not distinct (organisation_id, purpose, number),
  constraint prompt_use_prompt foreign key (organisation_id, prompt_id) references prompt (organisation_id, id),
  check (number is null or purpose = 'hold_music')
);
create index prompt_use_of_prompt on prompt_use (organisation_id, prompt_id);
create index prompt_use_of_number on prompt_use (number) where number is not null;
alter table prompt_use enable row level security;
create policy prompt_use_of_organisation on prompt_use using (organisation_id = acting_organisation());
grant select, insert, update, delete on prompt_use to pronto_app;

create table voice_policy (
  organisation_id text primary key references organisation,
  -- whose music is heard on hold: the server's, as long as the phone that holds sends none, or only the phone's
  music_on_hold text not null default 'server' check (music_on_hold in ('server', 'phone'))
);
alter table voice_policy enable row level security;
create policy voice_policy_of_organisation on voice_policy using (organisation_id = acting_organisation());
grant select, insert, update on voice_policy to pronto_app;

create trigger directory after insert or update or delete on prompt
  for each statement execute function notify_directory();
create trigger directory after insert or update or delete on prompt_sound
  for each statement execute function notify_directory();
create trigger directory after insert or update or delete on prompt_use
  for each statement execute function notify_directory();
create trigger directory after insert or update or delete on voice_policy
  for each statement execute function notify_directory();

create constraint trigger audit after insert or update or delete on prompt deferrable initially deferred
  for each row execute function audit_row('prompt', 'id');
create constraint trigger audit after insert or update or delete on prompt_sound deferrable initially deferred
  for each row execute function audit_row('prompt_sound', 'prompt_id');
create constraint trigger audit after insert or update or delete on prompt_use deferrable initially deferred
  for each row execute function audit_row('prompt_use', 'prompt_id');
create constraint trigger audit after insert or update or delete on voice_policy deferrable initially deferred
  for each row execute function audit_row('voice_policy', 'organisation_id');
