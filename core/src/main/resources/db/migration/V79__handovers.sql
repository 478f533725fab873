-- Archives that are handed over by a link: nothing of them is kept, each is made while it is fetched. The link alone opens
-- nothing: the archive is sealed by a passphrase that goes another way.
create table handover (
  id text primary key check (id ~ '^hnd_[0-9A-Z]{26}$'),
  -- null: the operator's
  organisation_id text references organisation,
  kind text not null check (kind in ('subject', 'contract', 'evidence', 'disclosure')),
  -- the id of what it is about
  about text not null,
  token_hash bytea not null unique check (length(token_hash) = 32),
  -- sealed by secrets.key
  passphrase bytea not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  fetched integer not null default 0,
  last_fetched_at timestamptz
);
create index handover_expiry on handover (expires_at);
create index handover_about on handover (about);
alter table handover enable row level security;
create policy handover_of_organisation on handover using (organisation_id = acting_organisation());
create policy handover_by_operator on handover to pronto_operator using (acting_operator() and organisation_id is null);
grant select, insert, update, delete on handover to pronto_app;
create constraint trigger audit after insert or update on handover deferrable initially deferred
  for each row execute function audit_row('handover', 'id', 'token_hash', 'passphrase');

-- Whose it is: whoever has the token may know that.
create function handover_by_token(hash bytea) returns table (id text, organisation_id text)
  language sql stable security definer set search_path = public
begin atomic
  select h.id, h.organisation_id from handover h where h.token_hash = hash and h.expires_at > now();
end;
revoke execute on function handover_by_token from public;
grant execute on function handover_by_token to pronto_app;
