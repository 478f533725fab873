-- What a number's calls are recorded for (GDPR, article 5(1)(b)). Numbers that are recorded already, and whoever says
-- nothing, record for what recording is most often for; to say what it is truly for is the organisation's to do.
alter table phone_number
  add column recording_purpose text not null default 'quality'
    check (recording_purpose in ('training', 'quality', 'proof_of_contract', 'security', 'other')),
  -- in words, of 'other' alone
  add column recording_purpose_text text check (recording_purpose_text ~ '\S' and length(recording_purpose_text) <= 200),
  add constraint recording_purpose_in_words check ((recording_purpose = 'other') = (recording_purpose_text is not null));

-- What a recording was made for, as its manifest has it; null of those that were made before it was said.
alter table recording
  add column purpose text generated always as (manifest ->> 'purpose') stored,
  add column purpose_text text generated always as (manifest ->> 'purpose_text') stored;

-- Whose calls are never recorded, nor written down, whatever a number's policy says: the works council's, the
-- occupational doctor's (CNIL; Code du travail, art. L.2315-3 and R.4624-41). A number is of the organisation or of
-- anybody; a team stands for those who are in it.
create table recording_exclusion (
  id text primary key check (id ~ '^rex_[0-9A-Z]{26}$'),
  organisation_id text not null references organisation,
  type text not null check (type in ('number', 'user', 'team')),
  -- a number as E.164, or an id
  subject text not null,
  reason text not null check (length(reason) <= 200),
  created_by text not null,
  created_at timestamptz not null default now(),
  constraint recording_exclusion_once unique (organisation_id, type, subject)
);
create index recording_exclusion_newest on recording_exclusion (organisation_id, id desc);
alter table recording_exclusion enable row level security;
create policy recording_exclusion_of_organisation on recording_exclusion
  using (organisation_id = acting_organisation());
grant select, insert, delete on recording_exclusion to pronto_app;

-- The numbers may be of people outside, and the log outlives them.
create constraint trigger audit after insert or delete on recording_exclusion deferrable initially deferred
  for each row execute function audit_row('recording_exclusion', 'id', 'subject');
create trigger directory after insert or delete on recording_exclusion
  for each statement execute function notify_directory();
create trigger directory after insert or update or delete on team_member
  for each statement execute function notify_directory();
