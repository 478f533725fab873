-- One key per organisation, sealed by secrets.key; it wraps the keys of the organisation's files.
create table organisation_key (
  organisation_id text primary key references organisation,
  sealed bytea not null,
  created_at timestamptz not null default now()
);
alter table organisation_key enable row level security;
create policy organisation_key_own on organisation_key
  using (organisation_id = acting_organisation());
grant select, insert on organisation_key to pronto_app;

-- Something sealed by secrets.key, so that another one is noticed at the start. It holds no secret.
create table master_key_proof (
  single boolean primary key default true check (single),
  sealed bytea not null
);
alter table master_key_proof enable row level security;
create policy master_key_proof_by_operator on master_key_proof using (acting_operator());
grant select, insert on master_key_proof to pronto_app;

create table recording (
  id text primary key check (id ~ '^rec_'),
  organisation_id text not null references organisation,
  call_id text not null check (call_id ~ '^call_'),
  -- the rented number that the call came to or showed; null for a call within the house
  number text check (number ~ '^\+[1-9][0-9]{6,14}$'),
  started_at timestamptz not null,
  millis bigint not null check (millis >= 0),
  state text not null check (state in ('available', 'empty', 'failed')),
  reason text check (state <> 'failed' or reason is not null),
  -- below the folder of recordings
  path text not null,
  wrapped_key bytea not null,
  manifest jsonb not null,
  -- of the sealed file
  bytes bigint not null check (bytes >= 0),
  created_at timestamptz not null default now(),
  -- when retention deletes it
  expires_at timestamptz not null,
  unique (organisation_id, id)
);
create index recording_by_call on recording (organisation_id, call_id);
create index recording_by_number on recording (organisation_id, number, id desc);
create index recording_expiry on recording (expires_at);
alter table recording enable row level security;
create policy recording_own on recording using (organisation_id = acting_organisation());
grant select, insert, delete on recording to pronto_app;
grant update (expires_at) on recording to pronto_app;
