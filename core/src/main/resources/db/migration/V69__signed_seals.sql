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

create function add_audit_seal(wanted_chain text, wanted_sequence bigint, sealed bytea, signature bytea) returns void
  language sql volatile security definer set search_path = public
begin atomic
  insert into audit_seal (chain, sequence, sealed, signature)
  values (wanted_chain, wanted_sequence, sealed, signature)
  on conflict do nothing;
end;
revoke execute on function add_audit_seal(text, bigint, bytea, bytea) from public;
grant execute on function add_audit_seal(text, bigint, bytea, bytea) to pronto_app;
