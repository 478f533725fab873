-- Which organisation may show which number to whom it calls, since when and until when, and what proves it. Rows are
-- never deleted: what was shown last year must be explained next year.
create table right_to_number (
  id text primary key check (id ~ '^rtn_'),
  organisation_id text not null references organisation,
  number text not null check (number ~ '^\+[1-9][0-9]{6,14}$'),
  -- rented: it is one of ours; ported: it came to us; document: the operator has seen a paper; code: a code that was
  -- told on a call to the number came back
  proof text not null check (proof in ('rented', 'ported', 'document', 'code')),
  state text not null check (state in ('pending', 'active', 'rejected', 'ended')),
  -- what the organisation says of it
  note text not null default '' check (length(note) <= 2000),
  -- sealed by secrets.key
  document bytea,
  document_type text check (document_type in ('application/pdf', 'image/png', 'image/jpeg')),
  -- SHA-256 of id and code, until when it holds, and how often a wrong one may still be tried
  code_hash bytea,
  code_until timestamptz,
  code_tries integer not null default 0,
  -- why it was rejected or has ended
  reason text not null default '' check (length(reason) <= 500),
  requested_at timestamptz not null default now(),
  since timestamptz,
  until timestamptz,
  check (state <> 'active' or since is not null),
  check (state <> 'ended' or until is not null),
  check ((document is null) = (document_type is null))
);
create unique index right_to_number_once on right_to_number (organisation_id, number)
  where state in ('pending', 'active');
create index right_to_number_of_number on right_to_number (number) where state in ('pending', 'active');
create index right_to_number_of_organisation on right_to_number (organisation_id, id desc);
create index right_to_number_pending on right_to_number (id desc) where state = 'pending';
alter table right_to_number enable row level security;
create policy right_to_number_of_organisation on right_to_number
  using (organisation_id = acting_organisation());
create policy right_to_number_by_operator on right_to_number for select to pronto_operator
  using (acting_operator());
grant select, insert, update on right_to_number to pronto_app;
create constraint trigger audit after insert or update or delete on right_to_number deferrable initially deferred
  for each row execute function audit_row('caller_id', 'id', 'document', 'code_hash');
create trigger directory after insert or update or delete on right_to_number
  for each statement execute function notify_directory();

-- Rented numbers are in it by themselves, and numbers that are ported to us once they are ours. Whoever had a right to the number before has it no more: it has changed hands.
create function end_rights(of_number text, why text) returns void
  language sql security definer set search_path = public
begin atomic
  update right_to_number
     set state = 'ended', reason = why, until = greatest(now(), since)
   where number = of_number and state in ('pending', 'active');
end;
revoke execute on function end_rights from public;

create function right_of_rented() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if tg_op = 'DELETE' and old.ours_from > now() then
    -- It was to be ported to us, and did not come.
    update right_to_number set state = 'ended', reason = 'The number did not come', until = now()
     where number = old.number and organisation_id = old.organisation_id and proof = 'ported' and state = 'active';
  elsif tg_op = 'DELETE' then
    perform end_rights(old.number, 'The number was released');
  elsif tg_op = 'UPDATE' then
    -- It comes at a moment that is known now, or comes at another one.
    update right_to_number set since = new.ours_from
     where number = new.number and organisation_id = new.organisation_id and proof = 'ported' and state = 'active';
    if new.ours_from < '9999-01-01' then
      update right_to_number set until = least(until, new.ours_from)
       where number = new.number and organisation_id <> new.organisation_id and state = 'active';
      insert into right_to_number (id, organisation_id, number, proof, state, since)
      values ('rtn_' || ulid(clock_timestamp()), new.organisation_id, new.number, 'ported', 'active', new.ours_from)
      on conflict (organisation_id, number) where state in ('pending', 'active') do nothing;
    end if;
  elsif new.port_order_id is null then
    perform end_rights(new.number, 'The number was rented');
    insert into right_to_number (id, organisation_id, number, proof, state, requested_at, since)
    values ('rtn_' || ulid(clock_timestamp()), new.organisation_id, new.number, 'rented', 'active',
            new.rented_at, new.rented_at);
  end if;
  return null;
end
$$;
revoke execute on function right_of_rented from public;
create trigger right_to_number after insert or delete on phone_number
  for each row execute function right_of_rented();
create trigger right_to_ported after update of ours_from on phone_number
  for each row when (new.port_order_id is not null and new.ours_from is distinct from old.ours_from)
  execute function right_of_rented();

insert into right_to_number (id, organisation_id, number, proof, state, requested_at, since)
select 'rtn_' || ulid(clock_timestamp()), organisation_id, number, 'rented', 'active', rented_at, rented_at
  from phone_number where port_order_id is null;

-- STIR/SHAKEN: by which certificates calls are signed, which authorities are trusted, and what is done on which trunk.
create table signing_certificate (
  id text primary key check (id ~ '^sgc_'),
  name text not null constraint signing_certificate_name unique check (length(name) between 1 and 200),
  -- where others find the chain
  x5u text not null check (length(x5u) between 1 and 500),
  -- in PEM, the certificate itself first
  chain text not null,
  -- PKCS #8, sealed by secrets.key
  private_key bytea not null,
  expires_at timestamptz not null,
  -- when the operator was told that it ends soon
  warned_at timestamptz,
  created_at timestamptz not null default now()
);
alter table signing_certificate enable row level security;
create policy signing_certificate_by_operator on signing_certificate using (acting_operator());
grant select, insert, update, delete on signing_certificate to pronto_app;
create constraint trigger audit after insert or update or delete on signing_certificate deferrable initially deferred
  for each row execute function audit_row('signing_certificate', 'id', 'private_key');

create table trust_anchor (
  id text primary key check (id ~ '^anc_'),
  name text not null constraint trust_anchor_name unique check (length(name) between 1 and 200),
  -- in PEM
  certificate text not null,
  -- certificates of it and of those under it that are revoked: lists in PEM
  revocations text not null default '',
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);
alter table trust_anchor enable row level security;
create policy trust_anchor_by_operator on trust_anchor using (acting_operator());
grant select, insert, update, delete on trust_anchor to pronto_app;
create constraint trigger audit after insert or update or delete on trust_anchor deferrable initially deferred
  for each row execute function audit_row('trust_anchor', 'id');

create table trunk_identity (
  trunk_id text primary key references trunk on delete cascade,
  -- by which its outgoing calls are signed; null: they are not
  certificate_id text constraint trunk_identity_certificate references signing_certificate,
  -- what is done with signatures of its incoming calls
  verification text not null check (verification in ('off', 'observe', 'require')),
  -- whether a forwarded call shows its caller, and says by a div that it was diverted, rather than who forwards it
  shows_callers boolean not null default false,
  check (certificate_id is not null or not shows_callers)
);
create index trunk_identity_of_certificate on trunk_identity (certificate_id);
alter table trunk_identity enable row level security;
create policy trunk_identity_by_operator on trunk_identity using (acting_operator());
grant select, insert, update, delete on trunk_identity to pronto_app;
create constraint trigger audit after insert or update or delete on trunk_identity deferrable initially deferred
  for each row execute function audit_row('trunk_identity', 'trunk_id');

-- Whoever signs and verifies calls is told when that may have changed.
create function notify_call_identity() returns trigger language plpgsql as $$
begin
  perform pg_notify('call_identity', '');
  return null;
end
$$;
create trigger call_identity after insert or update or delete on signing_certificate
  for each statement execute function notify_call_identity();
create trigger call_identity after insert or update or delete on trust_anchor
  for each statement execute function notify_call_identity();
create trigger call_identity after insert or update or delete on trunk_identity
  for each statement execute function notify_call_identity();
