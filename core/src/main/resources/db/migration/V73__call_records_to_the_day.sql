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

-- Drops the oldest month of calls if every record in it is due: how many there were, of each organisation ('operator' for
-- those that were of none), and between which times. Nothing is dropped, and busy is true, where somebody reads or writes
-- records for longer than a second.
create function drop_month_of_calls(at timestamptz)
  returns table (partition_name text, calls bigint, by_organisation jsonb, since timestamptz, until timestamptz, busy boolean)
  language plpgsql security definer set search_path = public as $$
declare
  today constant date := paris_day(least(at, now()));
  part record;
  held boolean;
begin
  perform pg_advisory_xact_lock(hashtext('open_cdr_month'));
  perform set_config('lock_timeout', '1s', true);
  for part in
    select c.relname::text as name,
           to_date(substr(c.relname, 5), 'YYYY_MM')::timestamp at time zone 'UTC' as since,
           (to_date(substr(c.relname, 5), 'YYYY_MM') + interval '1 month') at time zone 'UTC' as until
      from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'cdr'::regclass and c.relname ~ '^cdr_[0-9]{4}_[0-9]{2}$'
     order by c.relname
  loop
    exit when part.until > calls_due_before(today);
    begin
      execute format('lock table %I in share mode', part.name);
      execute format(
        'select exists (select from %I where retention_held(organisation_id, id, array[caller_number, called_number],
                                                            array[caller_user_id, called_user_id], started_at))',
        part.name) into held;
      if not held then
        partition_name := part.name;
        since := part.since;
        until := part.until;
        execute format(
          'select coalesce(sum(n), 0)::bigint, coalesce(jsonb_object_agg(chain, n), ''{}'')
             from (select coalesce(organisation_id, ''operator'') as chain, count(*) as n from %I group by 1) each',
          part.name) into calls, by_organisation;
        execute format('drop table %I', part.name);
        busy := false;
        return next;
        return;
      end if;
    exception when lock_not_available then
      busy := true;
      calls := 0;
      return next;
      return;
    end;
  end loop;
end
$$;

-- Deletes records that are due, the earliest first, at most so many: of months that are not over, and of those that
-- came after their month was dropped.
create function sweep_calls(at timestamptz, most integer)
  returns table (call_id text, organisation_id text, started_at timestamptz)
  language sql security definer set search_path = public
begin atomic
  with due as materialized (
    select c.id, c.started_at from cdr c
     where c.started_at < calls_due_before(paris_day(least(at, now())))
       and c.delete_after < paris_day(least(at, now()))
       and not retention_held(c.organisation_id, c.id, array[c.caller_number, c.called_number],
                              array[c.caller_user_id, c.called_user_id], c.started_at)
     order by c.started_at limit most
       for update skip locked)
  delete from cdr c using due d
   where c.id = d.id and c.started_at = d.started_at
     and c.started_at < calls_due_before(paris_day(least(at, now())))
  returning c.id, c.organisation_id, c.started_at;
end;

revoke execute on function drop_month_of_calls, sweep_calls from public;
grant execute on function drop_month_of_calls, sweep_calls to pronto_app;
