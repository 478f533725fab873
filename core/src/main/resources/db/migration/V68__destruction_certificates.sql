-- The key that vouches for what anybody may check without secrets.key: an Ed25519 pair, the private half sealed.
create table proof_key (
  single boolean primary key default true check (single),
  -- as X.509 (RFC 8410) has it
  public_key bytea not null,
  -- the private half (PKCS #8), sealed by secrets.key for that public half and no other
  sealed bytea not null,
  created_at timestamptz not null default now()
);
alter table proof_key enable row level security;
create policy proof_key_by_operator on proof_key to pronto_operator using (acting_operator());
grant select, insert on proof_key to pronto_operator;

-- What was deleted, by which rule and when; nothing of what it said, nor of whom. Each certificate is bound to the one
-- before it in its chain by a hash, and signed. None is ever deleted: they hold no personal data, and a chain without
-- its beginning would prove less.
create table destruction_certificate (
  -- the id of the organisation whose it was, or 'operator'; no reference: certificates outlive the contract
  chain text not null,
  -- 1, 2, 3, … without a gap
  sequence bigint not null check (sequence > 0),
  -- grows with the sequence, whatever the clocks say
  id text not null unique check (id ~ '^dcert_'),
  issued_at timestamptz not null,
  category text not null check (category ~ '^[a-z_]{1,40}$'),
  count bigint not null check (count > 0),
  -- ids, or the name of the partition that went as a whole
  objects text[] not null check (cardinality(objects) <= 1000 and cardinality(objects) <= count),
  rule text not null check (rule <> ''),
  -- the time that what was deleted is of; until is not within it
  window_from timestamptz,
  window_until timestamptz check (window_until >= window_from),
  -- ids of the data keys that went with it
  keys text[] not null check (cardinality(keys) <= 1000),
  -- the hash of the one before; null for the first
  previous bytea check (length(previous) = 32),
  -- the fingerprint of the key that signed
  signed_by text not null,
  hash bytea not null check (length(hash) = 32),
  signature bytea not null check (length(signature) = 64),
  primary key (chain, sequence),
  check ((previous is null) = (sequence = 1))
);
create index destruction_certificate_newest on destruction_certificate (chain, id desc);
alter table destruction_certificate enable row level security;
create policy destruction_certificate_of_organisation on destruction_certificate
  using (chain = acting_organisation());
create policy destruction_certificate_by_operator on destruction_certificate to pronto_operator
  using (acting_operator() and chain = 'operator');
grant select on destruction_certificate to pronto_app;

create function refuse_certificate_change() returns trigger language plpgsql as $$
begin
  raise exception 'destruction certificates are only added';
end
$$;
create trigger only_added_to before update or delete or truncate on destruction_certificate
  for each statement execute function refuse_certificate_change();

-- The end of each chain. Whoever adds to a chain holds its row until the transaction ends, so that chains grow one
-- transaction at a time; that the end of a chain was lost shows against it.
create table destruction_chain (
  chain text primary key,
  sequence bigint not null,
  hash bytea,
  -- milliseconds since 1970 within the last id
  id_millis bigint not null
);
alter table destruction_chain enable row level security;
create policy destruction_chain_of_organisation on destruction_chain using (chain = acting_organisation());
create policy destruction_chain_by_operator on destruction_chain to pronto_operator
  using (acting_operator() and chain = 'operator');
grant select on destruction_chain to pronto_app;

-- An organisation adds to its own chain alone; the product itself to any.
create function may_certify(wanted_chain text) returns boolean language sql stable
  return acting_organisation() is null or acting_organisation() = wanted_chain;

-- Locks a chain until the transaction ends, and tells what the next certificate's place in it is.
create function next_destruction_certificate(wanted_chain text)
  returns table (sequence bigint, id text, previous bytea)
  language plpgsql security definer set search_path = public as $$
declare
  head destruction_chain;
  millis bigint;
begin
  if not may_certify(wanted_chain) then
    raise exception 'not the chain of whoever acts';
  end if;
  insert into destruction_chain (chain, sequence, id_millis) values (wanted_chain, 0, 0) on conflict do nothing;
  select * into head from destruction_chain c where c.chain = wanted_chain for update;
  millis := greatest(floor(extract(epoch from clock_timestamp()) * 1000)::bigint, head.id_millis + 1);
  update destruction_chain c set id_millis = millis where c.chain = wanted_chain;
  return query select head.sequence + 1, 'dcert_' || ulid(to_timestamp(millis / 1000.0)), head.hash;
end
$$;

create function add_destruction_certificate(made destruction_certificate) returns void
  language plpgsql security definer set search_path = public as $$
begin
  if not may_certify(made.chain) then
    raise exception 'not the chain of whoever acts';
  end if;
  update destruction_chain c set sequence = made.sequence, hash = made.hash
   where c.chain = made.chain and c.sequence = made.sequence - 1 and c.hash is not distinct from made.previous;
  if not found then
    raise exception 'not the next certificate of its chain';
  end if;
  insert into destruction_certificate select (made).*;
end
$$;
revoke execute on function next_destruction_certificate, add_destruction_certificate from public;
grant execute on function next_destruction_certificate, add_destruction_certificate to pronto_app;
