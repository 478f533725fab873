-- Where calls go outside of hours may be somebody's own number: it does not stay behind in the log.
drop trigger audit on number_routing;
create constraint trigger audit after insert or update or delete on number_routing deferrable initially deferred
  for each row execute function audit_row('number_routing', 'number', 'sealed_code', 'closed_number');
