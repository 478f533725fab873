-- All of an organisation's data, to be returned to it: but for keys, hashes of passwords and what is derived of other
-- columns.

-- What of a table is not returned: secrets, which are worth nothing elsewhere, and what follows from the rest.
create function columns_not_returned(of_table text) returns text[]
  language sql stable security definer set search_path = public
  return array(
    select a.attname::text from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relname = of_table and a.attnum > 0 and not a.attisdropped
       and (a.atttypid in ('bytea'::regtype, 'bytea[]'::regtype) or a.attgenerated <> ''
            or a.attname in ('password_hash', 'ha1_md5', 'ha1_sha256'))
     order by 1);

-- Rows of the acting organisation's in a table of contract_tables, by its primary key, after that of another row, at most
-- so many.
create function contract_rows(of_table text, past text, most integer) returns table (key text, content text)
  language plpgsql stable security definer set search_path = public as $$
declare
  keys text[];
begin
  if of_table not in (select name from contract_tables()) then
    raise exception 'not a table of organisations';
  end if;
  keys := array(
    select a.attname::text
      from pg_index i
     cross join unnest(i.indkey::smallint[]) with ordinality k (attnum, place)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
     where i.indrelid = format('public.%I', of_table)::regclass and i.indisprimary
     order by k.place);
  if keys = '{}' then -- then any one will do that tells rows apart
    keys := array(
      select a.attname::text from pg_attribute a
       where a.attrelid = format('public.%I', of_table)::regclass and a.attnum > 0 and not a.attisdropped
         and a.attnotnull
       order by a.attnum);
  end if;
  return query execute format(
    'select (select jsonb_object_agg(one.key, one.value) from jsonb_each(to_jsonb(c)) one where one.key = any($5))::text,
            (to_jsonb(c) - $4)::text
       from %1$I c
      where c.organisation_id = $1
        and ($2 is null or (%2$s) > (select %3$s from jsonb_populate_record(null::%1$I, $2::jsonb) p))
      order by %2$s limit $3',
    of_table,
    (select string_agg(format('c.%I', k), ', ' order by place) from unnest(keys) with ordinality u (k, place)),
    (select string_agg(format('p.%I', k), ', ' order by place) from unnest(keys) with ordinality u (k, place)))
    using acting_organisation(), past, most, columns_not_returned(of_table), keys;
end
$$;

-- The newest change of the schema that there is: which version an archive was made by.
create function schema_version() returns text
  language sql stable security definer set search_path = public
  return (select max(version::integer)::text from flyway_schema_history where success and version ~ '^[0-9]+$');

revoke execute on function columns_not_returned, contract_rows, schema_version from public;
grant execute on function columns_not_returned, contract_rows, schema_version to pronto_app;

-- Of which archive an organisation was made anew (the SHA-256 of its list of files), and when that was complete: until
-- then the same archive goes on where it stopped.
alter table contract add column imported_from text, add column imported_at timestamptz;
