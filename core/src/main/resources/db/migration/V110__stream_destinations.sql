-- Where the sound of live calls may be sent: the organisation's own servers, listed by its administrators before any call
-- is. The organisation decides as controller (GDPR, article 4(7)); whoever asks during a call only picks one of them.
create table stream_destination (
  id text primary key check (id ~ '^dst_[0-9A-Z]{26}$'),
  organisation_id text not null references organisation,
  name text not null check (length(name) between 1 and 200),
  -- a WebSocket over TLS, without user, query and fragment: what is secret is the token
  url text not null check (url ~ '^wss?://[^?#@]+$' and length(url) <= 500),
  -- sealed under secrets.key; null: none is shown there
  sealed_token bytea,
  -- whether it may have calls of numbers out of whose recordings card numbers that are said are taken: out of live sound
  -- nobody can take them
  unredacted boolean not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  constraint stream_destination_name unique (organisation_id, name)
);
create index stream_destination_newest on stream_destination (organisation_id, id desc);
alter table stream_destination enable row level security;
create policy stream_destination_of_organisation on stream_destination
  using (organisation_id = acting_organisation());
grant select, insert, delete on stream_destination to pronto_app;
create constraint trigger audit after insert or delete on stream_destination deferrable initially deferred
  for each row execute function audit_row('stream_destination', 'id', 'sealed_token');
