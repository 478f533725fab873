-- The second factor of an account: the secret that an authenticator app has too, sealed by secrets.key, and
-- the codes that stand in for a lost telephone.
create table second_factor (
  account_id text primary key check (account_id = coalesce(user_id, operator_id)),
  organisation_id text,
  user_id text,
  operator_id text references operator_account on delete cascade,
  secret bytea not null,
  -- null until a code has shown that the app has the secret
  confirmed_at timestamptz,
  -- the step of the last code that was accepted: none is accepted twice
  used_step bigint not null default 0,
  -- wrong codes since the last right one, and when the last was given: only who knows the password gives any
  failures integer not null default 0,
  failed_at timestamptz not null default '-infinity',
  -- SHA-256 of codes that work once each
  recovery_hashes bytea[] not null default '{}',
  created_at timestamptz not null default now(),
  check ((operator_id is null) <> (user_id is null)),
  foreign key (organisation_id, user_id)
    references user_account (organisation_id, id) on delete cascade
);
alter table second_factor enable row level security;
create policy second_factor_of_organisation on second_factor
  using (organisation_id = acting_organisation());
create policy second_factor_by_operator on second_factor
  using (acting_operator() and operator_id is not null);
grant select, insert, update, delete on second_factor to pronto_app;

create constraint trigger audit after insert or update of confirmed_at, recovery_hashes or delete on second_factor
  deferrable initially deferred
  for each row execute function audit_row('second_factor', 'account_id', 'secret', 'recovery_hashes');
