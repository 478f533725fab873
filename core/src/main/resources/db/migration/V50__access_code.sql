-- By which code a caller who shows no number gets through all the same; null: by none. Sealed under secrets.key.
alter table number_routing add column sealed_code bytea;
drop trigger audit on number_routing;
create constraint trigger audit after insert or update or delete on number_routing deferrable initially deferred
  for each row execute function audit_row('number_routing', 'number', 'sealed_code');
