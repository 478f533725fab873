-- The records of a month that is over are counted by organisation, in an index that has nothing else: day by day every
-- record had to be read, and a month of three quarters of a million took six seconds from a disk.
drop function count_calls;

-- Whose records are in such a month, but for those that were of none.
create function organisations_in_month(of_month text) returns setof text
  language plpgsql stable security definer set search_path = public as $$
begin
  if exists (select from months_of_calls_over(now()) m where m.partition_name = of_month) then
    return query execute format(
      'with recursive each as (
         (select organisation_id from %1$I where organisation_id is not null order by 1 limit 1)
         union all
         select (select c.organisation_id from %1$I c where c.organisation_id > each.organisation_id order by 1 limit 1)
           from each where each.organisation_id is not null)
       select organisation_id from each where organisation_id is not null', of_month);
  end if;
end
$$;

-- How many records some organisations have in such a month; for none of them, how many were nobody's. Who counts bit by
-- bit holds nobody up, however many there are.
create function count_calls(of_month text, organisations text[]) returns table (organisation_id text, calls bigint)
  language plpgsql stable security definer set search_path = public as $$
begin
  if exists (select from months_of_calls_over(now()) m where m.partition_name = of_month) then
    return query execute format(
      'select organisation_id, count(*) from %I where %s group by 1', of_month,
      case when organisations = '{}' then 'organisation_id is null' else 'organisation_id = any($1)' end)
      using organisations;
  end if;
end
$$;

revoke execute on function organisations_in_month, count_calls from public;
grant execute on function organisations_in_month, count_calls to pronto_app;

-- A page of those that leave one by one is looked up row by row: not knowing when a page begins and ends, PostgreSQL
-- read all of the month for each.
alter function sweep_calls set enable_hashjoin = off;
alter function sweep_calls set enable_mergejoin = off;
alter function sweep_calls set enable_seqscan = off;
