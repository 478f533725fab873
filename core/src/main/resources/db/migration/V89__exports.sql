-- Tables that people take out, by a link: nothing of them is kept, each is made while it is fetched.
create table export (
  id text primary key check (id ~ '^exp_[0-9A-Z]{26}$'),
  organisation_id text not null references organisation,
  kind text not null check (kind in ('cdrs')),
  -- which rows, as it was asked for
  filter jsonb not null,
  -- the user or the key
  asked_by text not null,
  token_hash bytea not null unique check (length(token_hash) = 32),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  fetched integer not null default 0,
  last_fetched_at timestamptz
);
create index export_newest on export (organisation_id, id desc);
create index export_expiry on export (expires_at);
alter table export enable row level security;
create policy export_of_organisation on export using (organisation_id = acting_organisation());
grant select, insert, update, delete on export to pronto_app;
create constraint trigger audit after insert or update or delete on export deferrable initially deferred
  for each row execute function audit_row('export', 'id', 'token_hash', 'filter');

-- Whose it is: whoever has the token may know that.
create function export_by_token(hash bytea) returns table (id text, organisation_id text)
  language sql stable security definer set search_path = public
begin atomic
  select e.id, e.organisation_id from export e where e.token_hash = hash and e.expires_at > now();
end;
revoke execute on function export_by_token from public;
grant execute on function export_by_token to pronto_app;
