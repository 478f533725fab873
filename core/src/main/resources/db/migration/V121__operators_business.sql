-- What is the operator's own business is not returned to an organisation, which never reads it either: what its calls cost
-- the operator, by whose prices, and by which of its trunks they went.
create or replace function columns_not_returned(of_table text) returns text[]
  language sql stable security definer set search_path = public
  return array(
    select a.attname::text from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relname = of_table and a.attnum > 0 and not a.attisdropped
       and (a.atttypid in ('bytea'::regtype, 'bytea[]'::regtype) or a.attgenerated <> ''
            or a.attname in ('password_hash', 'ha1_md5', 'ha1_sha256')
            or c.relname = 'call_charge'
               and a.attname in ('trunk_id', 'cost', 'cost_currency', 'buying_version_id', 'buying_prefix'))
     order by 1);

-- A server of an organisation's that is listed no longer hears nothing more of calls that go on.
create function tell_stream_destination_removed() returns trigger language plpgsql as $$
begin
  perform pg_notify('stream_destination_removed', old.organisation_id);
  return null;
end
$$;
create trigger removed after delete on stream_destination
  for each row execute function tell_stream_destination_removed();
