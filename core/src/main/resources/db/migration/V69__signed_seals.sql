-- The audit log says which certificates there were: whoever cuts off the end of their chain must cut that of the log too.
create function audit_certificate() returns trigger language plpgsql security definer set search_path = public as $$
begin
  perform audit(nullif(new.chain, 'operator'), 'destruction_certificate.issued', new.id, null,
    jsonb_build_object('sequence', new.sequence, 'category', new.category, 'count', new.count,
                       'hash', encode(new.hash, 'hex')));
  return null;
end
$$;
revoke execute on function audit_certificate from public;
create constraint trigger audit after insert on destruction_certificate deferrable initially deferred
  for each row execute function audit_certificate();

-- The same as sealed, for those who have no secrets.key: Ed25519, by the key of proofs. Null: of a seal made before.
alter table audit_seal add column signature bytea check (length(signature) = 64);

-- In place of the one that takes a seal without a signature.
drop function add_audit_seal(text, bigint, bytea);
create function add_audit_seal(wanted_chain text, wanted_sequence bigint, sealed bytea, signature bytea) returns void
  language sql volatile security definer set search_path = public
begin atomic
  insert into audit_seal (chain, sequence, sealed, signature)
  values (wanted_chain, wanted_sequence, sealed, signature)
  on conflict do nothing;
end;
revoke execute on function add_audit_seal(text, bigint, bytea, bytea) from public;
grant execute on function add_audit_seal(text, bigint, bytea, bytea) to pronto_app;

-- Every chain that there is, whether its organisation is still one or not: certificates outlive the contract.
create function proof_chains() returns setof text
  language sql stable security definer set search_path = public
begin atomic
  with recursive audited as (
    (select chain from audit_event order by chain limit 1)
    union all
    select (select e.chain from audit_event e where e.chain > a.chain order by e.chain limit 1)
      from audited a where a.chain is not null),
  certified as (
    (select chain from destruction_certificate order by chain limit 1)
    union all
    select (select d.chain from destruction_certificate d where d.chain > c.chain order by d.chain limit 1)
      from certified c where c.chain is not null)
  select chain from audited where chain is not null
  union select chain from certified where chain is not null
  union select chain from destruction_chain
  union select distinct chain from audit_seal
  union select id from organisation
  union select 'operator'
  order by 1;
end;
revoke execute on function proof_chains from public;
grant execute on function proof_chains to pronto_app;
