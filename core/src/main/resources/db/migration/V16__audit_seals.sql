-- Hashes of the audit log that secrets.key vouches for. Whoever writes the log anew without that key, hashes and
-- all, leaves seals behind that are of no event.
create table audit_seal (
  chain text not null,
  sequence bigint not null check (sequence > 0),
  sealed_at timestamptz not null default now(),
  -- the hash of that event, sealed by secrets.key
  sealed bytea not null,
  primary key (chain, sequence)
);
alter table audit_seal enable row level security;
create policy audit_seal_of_organisation on audit_seal using (chain = acting_organisation());
create policy audit_seal_by_operator on audit_seal using (acting_operator() and chain = 'operator');
grant select on audit_seal to pronto_app;

-- The last event of each chain that has grown since its last seal.
create function audit_unsealed() returns table (chain text, sequence bigint, hash bytea)
  language sql stable security definer set search_path = public
begin atomic
  select c.chain, e.sequence, e.hash
    from (select id as chain from organisation union all select 'operator') c
    cross join lateral (select a.sequence, a.hash from audit_event a
                         where a.chain = c.chain order by a.sequence desc limit 1) e
   where not exists (select from audit_seal s where s.chain = c.chain and s.sequence = e.sequence);
end;

create function add_audit_seal(wanted_chain text, wanted_sequence bigint, sealed bytea) returns void
  language sql volatile security definer set search_path = public
begin atomic
  insert into audit_seal (chain, sequence, sealed) values (wanted_chain, wanted_sequence, sealed)
  on conflict do nothing;
end;
