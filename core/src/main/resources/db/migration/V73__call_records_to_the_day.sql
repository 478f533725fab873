-- Records of calls are kept 12 months to the day in Europe/Paris: through the day of the same date a year later, and of
-- a call of 29 February through 28 February (Code de procédure civile, art. 641 and 642: a period of months ends on the
-- last day of the month where the date is lacking, and at midnight of its last day). Nobody keeps one longer or deletes
-- one sooner: its last day is derived from its beginning, and no sweep believes a clock that is ahead of the database's.
create function last_day_of_call(started_at timestamptz) returns date language sql immutable strict parallel safe
  return ((started_at at time zone 'Europe/Paris')::date + interval '12 months')::date;

alter table cdr alter column delete_after set expression as
  (((started_at at time zone 'Europe/Paris')::date + interval '12 months')::date);
alter table call_charge alter column delete_after set expression as
  (((started_at at time zone 'Europe/Paris')::date + interval '12 months')::date);
alter table fraud_alarm alter column delete_after set expression as
  (((tripped_at at time zone 'Europe/Paris')::date + interval '12 months')::date);

-- What is due is found by it.
create index cdr_by_start on cdr (started_at);

-- The beginning of the first call that is not due on a day, by Europe/Paris.
create function calls_due_before(today date) returns timestamptz language sql immutable strict parallel safe
  return ((case when ((today - interval '12 months')::date + interval '12 months')::date < today
                then (today - interval '12 months')::date + 1
                else (today - interval '12 months')::date end)::timestamp) at time zone 'Europe/Paris';

-- The months of which every record is due, the oldest first, and whether they still are part of cdr.
create function months_of_calls_over(at timestamptz)
  returns table (partition_name text, since timestamptz, until timestamptz, attached boolean)
  language sql stable security definer set search_path = public as $$
  with named as materialized (
         select c.oid, c.relname::text as name from pg_class c
          where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname ~ '^cdr_[0-9]{4}_[0-9]{2}$'),
       month as materialized (
         select oid, name, to_date(substr(name, 5), 'YYYY_MM') as first from named)
  select m.name, m.first::timestamp at time zone 'UTC', (m.first + interval '1 month') at time zone 'UTC',
         exists (select from pg_inherits i where i.inhrelid = m.oid and i.inhparent = 'cdr'::regclass)
    from month m
   where (m.first + interval '1 month') at time zone 'UTC' <= calls_due_before(paris_day(least(at, now())))
   order by m.name
$$;

-- How many records of such a month began between two times, also of each organisation ('operator' for those that were of
-- none), and whether any of them is held. Who counts bit by bit holds
-- nobody up, however many there are.
create function count_calls(of_month text, since timestamptz, until timestamptz)
  returns table (calls bigint, by_organisation jsonb, held boolean)
  language plpgsql security definer set search_path = public as $$
begin
  if exists (select from months_of_calls_over(now()) m where m.partition_name = of_month) then
    return query execute format(
      'select coalesce(sum(n), 0)::bigint, coalesce(jsonb_object_agg(chain, n), ''{}''), coalesce(bool_or(any_held), false)
         from (select coalesce(organisation_id, ''operator'') as chain, count(*) as n,
                      bool_or(retention_held(organisation_id, id, array[caller_number, called_number],
                                             array[caller_user_id, called_user_id], started_at)) as any_held
                 from %I where started_at >= $1 and started_at < $2 group by 1) each', of_month) using since, until;
  end if;
end
$$;

-- Takes a month of which every record is due out of cdr: from then on nobody reads it, or writes into it, and what is in
-- it can be counted. False where somebody reads or writes records for longer than a second. Locks are taken as whoever
-- reads and writes takes them: all the records first, then the month.
create function detach_month_of_calls(at timestamptz, of_month text) returns boolean
  language plpgsql security definer set search_path = public as $$
begin
  perform pg_advisory_xact_lock(hashtext('open_cdr_month'));
  if exists (select from months_of_calls_over(at) m where m.partition_name = of_month and m.attached) then
    perform set_config('lock_timeout', '1s', true);
    lock table only cdr in access exclusive mode;
    execute format('alter table cdr detach partition %I', of_month);
  end if;
  return true;
exception when lock_not_available or deadlock_detected then
  return false;
end
$$;

-- Drops a month that was taken out of cdr: no row where another server has.
create function drop_month_of_calls(at timestamptz, of_month text)
  returns table (partition_name text, since timestamptz, until timestamptz)
  language plpgsql security definer set search_path = public as $$
begin
  perform pg_advisory_xact_lock(hashtext('open_cdr_month'));
  for partition_name, since, until in
    select m.partition_name, m.since, m.until from months_of_calls_over(at) m
     where m.partition_name = of_month and not m.attached
  loop
    execute format('drop table %I', of_month);
    return next;
  end loop;
end
$$;

-- Deletes records that are due and began between two times, the earliest first, at most so many: of months that are not
-- over, and of those that came after their month was dropped.
create function sweep_calls(at timestamptz, since timestamptz, until timestamptz, most integer)
  returns table (call_id text, organisation_id text, started_at timestamptz)
  language sql security definer set search_path = public
begin atomic
  with due as materialized (
    select c.id, c.started_at from cdr c
     where c.started_at >= since and c.started_at < until
       and c.started_at < calls_due_before(paris_day(least(at, now())))
       and c.delete_after < paris_day(least(at, now()))
       and not retention_held(c.organisation_id, c.id, array[c.caller_number, c.called_number],
                              array[c.caller_user_id, c.called_user_id], c.started_at)
     order by c.started_at limit most
       for update skip locked)
  delete from cdr c using due d
   where c.id = d.id and c.started_at = d.started_at and c.started_at >= since and c.started_at < until
     and c.started_at < calls_due_before(paris_day(least(at, now())))
  returning c.id, c.organisation_id, c.started_at;
end;

revoke execute on function months_of_calls_over, count_calls, detach_month_of_calls, drop_month_of_calls, sweep_calls
  from public;
grant execute on function months_of_calls_over, count_calls, detach_month_of_calls, drop_month_of_calls, sweep_calls
  to pronto_app;
