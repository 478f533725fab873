-- What was answered to a POST that named an Idempotency-Key, kept for a day in the transaction of what it
-- did. Sealed by secrets.key, since answers show secrets once: what was asked for and what was answered.
create table idempotency (
  -- null: the operator's own
  organisation_id text references organisation on delete cascade,
  principal_id text not null,
  key_hash bytea not null check (length(key_hash) = 32),
  sealed bytea not null,
  created_at timestamptz not null default now(),
  primary key (principal_id, key_hash)
);
create index idempotency_oldest on idempotency (created_at);
alter table idempotency enable row level security;
create policy idempotency_of_organisation on idempotency
  using (organisation_id = acting_organisation());
create policy idempotency_by_operator on idempotency
  using (acting_operator() and organisation_id is null);
grant select, insert, update on idempotency to pronto_app;

-- Forgets some that are older than a day, of whomever; those that somebody else is forgetting are left.
create function forget_idempotency() returns void
  language sql volatile security definer set search_path = public
begin atomic
  delete from idempotency where ctid = any (array(
    select ctid from idempotency where created_at < now() - interval '24 hours'
     order by created_at limit 100 for update skip locked));
end;
revoke execute on function forget_idempotency from public;
grant execute on function forget_idempotency to pronto_app;
