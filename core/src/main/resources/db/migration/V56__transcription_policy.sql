-- What is written down of recorded calls, and in which language: as the organisation decides, or a number of its own.
alter table organisation_settings
  add column transcription text not null default 'batch' check (transcription in ('off', 'batch', 'live')),
  add column transcript_language text check (transcript_language ~ '^[a-z]{2}$');

-- null: as the organisation has decided
alter table phone_number
  add column transcription text check (transcription in ('off', 'batch', 'live')),
  add column transcript_language text check (transcript_language ~ '^[a-z]{2}$');

create trigger directory after insert or update or delete on organisation_settings
  for each statement execute function notify_directory();
