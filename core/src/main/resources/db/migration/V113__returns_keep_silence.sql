-- What an organisation must not know of yet is not among what is returned to it either: a notice of what an authority was
-- shown, before the day on which it may be told (notice.due_at). All else is as it was.
create or replace function contract_rows(of_table text, past text, most integer) returns table (key text, content text)
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
      where c.organisation_id = $1 and %4$s
        and ($2 is null or (%2$s) > (select %3$s from jsonb_populate_record(null::%1$I, $2::jsonb) p))
      order by %2$s limit $3',
    of_table,
    (select string_agg(format('c.%I', k), ', ' order by place) from unnest(keys) with ordinality u (k, place)),
    (select string_agg(format('p.%I', k), ', ' order by place) from unnest(keys) with ordinality u (k, place)),
    case of_table when 'notice' then 'c.due_at <= now()' else 'true' end)
    using acting_organisation(), past, most, columns_not_returned(of_table), keys;
end
$$;
