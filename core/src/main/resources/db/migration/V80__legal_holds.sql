-- What is kept whatever its deadline says, since a claim, a trial or an inquiry may need it: by a number, a person, a
-- period, or all of what was named together. Two people set a hold, two people lift it. Card numbers and IBANs that were
-- said are taken out of what is held all the same, and the sound without them takes its place: they may not be kept for
-- a claim either (PCI DSS 3.3.1, 3.4; GDPR art. 5(1)(c)).
create table legal_hold (
  id text primary key check (id ~ '^lhd_[0-9A-Z]{26}$'),
  organisation_id text not null references organisation,
  -- what for
  reason text not null check (reason ~ '\S' and length(reason) <= 500),
  -- E.164: of either party, of who diverted the call, or of where it was diverted to
  number text check (number ~ '^\+[1-9][0-9]{6,14}$'),
  person_type text check (person_type in ('user', 'number', 'email')),
  -- as it was named: a user's id, a number as E.164, an address
  person text,
  -- as whom and by which numbers the person takes part in calls
  person_users text[] not null default '{}',
  person_numbers text[] not null default '{}',
  -- of what began then or later, and before; null: without that end
  period_from timestamptz,
  period_until timestamptz,
  asked_by text not null,
  asked_at timestamptz not null default now(),
  confirmed_by text,
  confirmed_at timestamptz,
  lifting_asked_by text,
  lifting_asked_at timestamptz,
  lifted_by text,
  lifted_at timestamptz,
  check ((person_type is null) = (person is null)),
  check ((person is null) = (person_users || person_numbers = '{}')),
  check (num_nonnulls(number, person, period_from, period_until) > 0),
  check (period_from < period_until),
  check ((confirmed_by is null) = (confirmed_at is null)),
  check ((lifting_asked_by is null) = (lifting_asked_at is null)),
  check ((lifted_by is null) = (lifted_at is null)),
  check (lifting_asked_by is null or confirmed_by is not null),
  check (lifted_by is null or lifting_asked_by is not null),
  constraint legal_hold_by_two check (confirmed_by <> asked_by and lifted_by <> lifting_asked_by)
);
create index legal_hold_newest on legal_hold (organisation_id, id desc);
alter table legal_hold enable row level security;
create policy legal_hold_of_organisation on legal_hold using (organisation_id = acting_organisation());
grant select, insert, update, delete on legal_hold to pronto_app;

-- The log outlives what is held: it tells who did what when, and names nobody who is held.
create constraint trigger audit after insert or update or delete on legal_hold deferrable initially deferred
  for each row execute function audit_row('legal_hold', 'id', 'reason', 'number', 'person', 'person_users',
                                          'person_numbers');

-- A hold that is in force is changed only to be lifted, and never goes.
create function refuse_change_of_hold() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.confirmed_at is not null then
      raise exception 'a legal hold that was in force stays in the list' using errcode = 'check_violation';
    end if;
    return old;
  end if;
  if to_jsonb(new) - '{confirmed_by,confirmed_at,lifting_asked_by,lifting_asked_at,lifted_by,lifted_at}'::text[]
       is distinct from
     to_jsonb(old) - '{confirmed_by,confirmed_at,lifting_asked_by,lifting_asked_at,lifted_by,lifted_at}'::text[]
     or old.confirmed_at is not null
        and (new.confirmed_by, new.confirmed_at) is distinct from (old.confirmed_by, old.confirmed_at)
     or old.lifted_at is not null then
    raise exception 'a legal hold is set and lifted, not changed' using errcode = 'check_violation';
  end if;
  return new;
end
$$;
create trigger as_it_was_set before update or delete on legal_hold
  for each row execute function refuse_change_of_hold();

-- Whoever sets a hold waits until no sweep of all organisations' is between looking and having deleted; whoever sweeps
-- so shares it, in a statement before the one that looks. What is of one organisation does the same by
-- lock_retention and share_retention. Whoever takes both takes this one first.
create function lock_holds() returns void language sql volatile
  return pg_advisory_xact_lock(hashtextextended('legal holds', 0));
create function share_holds() returns void language sql volatile
  return pg_advisory_xact_lock_shared(hashtextextended('legal holds', 0));

-- Whether a hold is about something by the numbers and users it has, and its time.
create function is_about(h legal_hold, numbers text[], users text[], of_time timestamptz) returns boolean
  language sql immutable parallel safe
  return (h.number is null or h.number = any(numbers))
     and (h.person is null or h.person_numbers && numbers or h.person_users && users)
     and (h.period_from is null or of_time >= h.period_from)
     and (h.period_until is null or of_time < h.period_until);

-- The numbers in a call's record.
create function numbers_of_call(caller text, called text, diversions text[]) returns text[]
  language sql immutable parallel safe
  return array[caller, called] || diversions;

-- The holds that something falls under, in force or not: by what it has itself, or by the record of its call, which has
-- the other party, who diverted it and where to. Null for the call: all there is to know was given. It is written so that
-- PostgreSQL makes it a part of whatever asks: a microsecond a row where there are no holds, and not much more where
-- there are. So whoever looks at many rows asks here, as
-- exists (select from legal_holds_about(...) h where h.in_force).
create function legal_holds_about(of_organisation text, of_call text, numbers text[], users text[], of_time timestamptz)
  returns table (hold_id text, in_force boolean)
  language sql stable parallel safe
begin atomic
  select h.id, h.confirmed_at is not null and h.lifted_at is null
    from legal_hold h
   where h.organisation_id = of_organisation
     and (is_about(h, numbers, users, of_time)
          or of_call is not null
             and exists (select from cdr c
                          where c.id = of_call and c.organisation_id = of_organisation
                            and is_about(h, numbers_of_call(c.caller_number, c.called_number, c.diversions),
                                         array[c.caller_user_id, c.called_user_id], c.started_at)));
end;

-- The same of one thing: whether it is kept whatever its deadline says. As a function that is called it is a hundred
-- times slower.
create or replace function retention_held(of_organisation text, of_call text, numbers text[], users text[],
                                          of_time timestamptz)
  returns boolean language sql stable parallel safe
  return exists (select from legal_holds_about(of_organisation, of_call, numbers, users, of_time) h where h.in_force);

-- How much a hold of the acting organisation is about, in force or not.
create function reach_of_legal_hold(wanted text)
  returns table (recordings bigint, transcripts bigint, call_records bigint)
  language sql stable
begin atomic
  with calls as materialized (
    select c.id from cdr c, legal_hold h
     where h.id = wanted and c.organisation_id = h.organisation_id
       and is_about(h, numbers_of_call(c.caller_number, c.called_number, c.diversions),
                    array[c.caller_user_id, c.called_user_id], c.started_at))
  select (select count(*) from recording r, legal_hold h
           where h.id = wanted and r.organisation_id = h.organisation_id
             and (is_about(h, array[r.number], r.user_ids, r.started_at) or r.call_id in (select id from calls))),
         (select count(*) from transcript t, legal_hold h
           where h.id = wanted and t.organisation_id = h.organisation_id
             and (is_about(h, array[t.number], t.user_ids, t.spoken_at) or t.call_id in (select id from calls))),
         (select count(*) from calls);
end;

-- Nobody deletes what is held, by whichever way: a hold that is being set waits for who deletes, and who deletes for it.
create function refuse_deletion_of_held() returns trigger language plpgsql as $$
declare
  held text;
begin
  perform share_retention(o.organisation_id) from (select distinct organisation_id from gone order by 1) o;
  if exists (select from legal_hold h
              where h.organisation_id in (select organisation_id from gone)
                and h.confirmed_at is not null and h.lifted_at is null) then
    if tg_table_name = 'recording' then
      select g.id into held from gone g
       where exists (select from legal_holds_about(g.organisation_id, g.call_id, array[g.number], g.user_ids,
                                                   g.started_at) h where h.in_force) limit 1;
    else
      select g.id into held from gone g
       where exists (select from legal_holds_about(g.organisation_id, g.call_id, array[g.number], g.user_ids,
                                                   g.spoken_at) h where h.in_force) limit 1;
    end if;
    if held is not null then
      raise exception '% is under a legal hold', held
        using errcode = 'check_violation', constraint = tg_table_name || '_held', table = tg_table_name;
    end if;
  end if;
  return null;
end
$$;
create trigger held after delete on recording referencing old table as gone
  for each statement execute function refuse_deletion_of_held();
create trigger held after delete on transcript referencing old table as gone
  for each statement execute function refuse_deletion_of_held();

-- Whether any record of a month of calls, taken out of cdr or not, is held.
create function is_month_held(of_month text) returns boolean
  language plpgsql stable security definer set search_path = public as $$
declare
  held boolean := false;
begin
  if exists (select from months_of_calls_over(now()) m where m.partition_name = of_month)
     and exists (select from legal_hold where confirmed_at is not null and lifted_at is null) then
    execute format(
      'select exists (
         select from %I c
          where c.organisation_id in (select h.organisation_id from legal_hold h
                                       where h.confirmed_at is not null and h.lifted_at is null)
            and exists (select from legal_holds_about(c.organisation_id, null,
                                      numbers_of_call(c.caller_number, c.called_number, c.diversions),
                                      array[c.caller_user_id, c.called_user_id], c.started_at) a where a.in_force))',
      of_month) into held;
  end if;
  return held;
end
$$;

-- How many records of such a month began between two times, also of each organisation ('operator' for those that were of
-- none). Who counts bit by bit holds nobody up, however many there are.
drop function count_calls;
create function count_calls(of_month text, since timestamptz, until timestamptz)
  returns table (calls bigint, by_organisation jsonb)
  language plpgsql security definer set search_path = public as $$
begin
  if exists (select from months_of_calls_over(now()) m where m.partition_name = of_month) then
    return query execute format(
      'select coalesce(sum(n), 0)::bigint, coalesce(jsonb_object_agg(chain, n), ''{}'')
         from (select coalesce(organisation_id, ''operator'') as chain, count(*) as n
                 from %I where started_at >= $1 and started_at < $2 group by 1) each', of_month) using since, until;
  end if;
end
$$;

-- Drops a month that was taken out of cdr, unless a hold has been set since that some of it falls under: nothing has
-- begun to be deleted, and it can still be put back. No row where another server has dropped it.
drop function drop_month_of_calls;
create function drop_month_of_calls(at timestamptz, of_month text)
  returns table (partition_name text, since timestamptz, until timestamptz, held boolean)
  language plpgsql security definer set search_path = public as $$
begin
  perform pg_advisory_xact_lock(hashtext('open_cdr_month'));
  for partition_name, since, until in
    select m.partition_name, m.since, m.until from months_of_calls_over(at) m
     where m.partition_name = of_month and not m.attached
  loop
    held := is_month_held(of_month);
    if not held then
      execute format('drop table %I', of_month);
    end if;
    return next;
  end loop;
end
$$;

-- Puts a month that was taken out of cdr back into it, with the records that came late: it can be read again, and what
-- is not held of it leaves by row. False where somebody reads or writes records for longer than a second. It is looked
-- through before anybody waits for it.
create function put_month_of_calls_back(of_month text) returns boolean
  language plpgsql security definer set search_path = public as $$
declare
  since timestamptz;
  until timestamptz;
  written text;
begin
  perform pg_advisory_xact_lock(hashtext('open_cdr_month'));
  select m.since, m.until into since, until from months_of_calls_over(now()) m
   where m.partition_name = of_month and not m.attached;
  if not found then
    return true;
  end if;
  execute format('alter table %I add constraint of_its_month check (started_at >= %L and started_at < %L)',
                 of_month, since, until);
  perform set_config('lock_timeout', '1s', true);
  lock table cdr in access exclusive mode;
  select string_agg(quote_ident(attname), ', ') into written from pg_attribute
   where attrelid = 'cdr'::regclass and attnum > 0 and not attisdropped and attgenerated = '';
  execute format(
    'with moved as (delete from cdr_default where started_at >= %L and started_at < %L returning *)
       insert into %I (%s) select %s from moved', since, until, of_month, written, written);
  execute format('alter table cdr attach partition %I for values from (%L) to (%L)', of_month, since, until);
  execute format('alter table %I drop constraint of_its_month', of_month);
  return true;
exception when lock_not_available or deadlock_detected then
  return false;
end
$$;

-- Deletes records that are due and began between two times, the earliest first, and passes over those that are held: the
-- page of at most so many that it has looked at, after the record that was the last of the page before.
drop function sweep_calls;
create function sweep_calls(at timestamptz, since timestamptz, until timestamptz, past text, most integer)
  returns table (call_id text, organisation_id text, started_at timestamptz, held boolean)
  language sql security definer set search_path = public
begin atomic
  with due as materialized (
    select c.id, c.organisation_id, c.started_at, c.caller_user_id, c.called_user_id,
           numbers_of_call(c.caller_number, c.called_number, c.diversions) as numbers
      from cdr c
     where c.started_at >= since and (c.started_at, c.id) > (since, past) and c.started_at < until
       and c.started_at < calls_due_before(paris_day(least(at, now())))
       and c.delete_after < paris_day(least(at, now()))
     order by c.started_at, c.id limit most
       for update skip locked),
  judged as materialized (
    select d.id, d.organisation_id, d.started_at,
           exists (select from legal_holds_about(d.organisation_id, null, d.numbers,
                                                 array[d.caller_user_id, d.called_user_id], d.started_at) h
                    where h.in_force) as held
      from due d),
  gone as (
    delete from cdr c using judged j
     where not j.held and c.id = j.id and c.started_at = j.started_at and c.started_at >= since
       and c.started_at < until and c.started_at < calls_due_before(paris_day(least(at, now()))))
  select j.id, j.organisation_id, j.started_at, j.held from judged j order by j.started_at, j.id;
end;

revoke execute on function is_month_held, count_calls, drop_month_of_calls, put_month_of_calls_back, sweep_calls
  from public;
grant execute on function is_month_held, count_calls, drop_month_of_calls, put_month_of_calls_back, sweep_calls
  to pronto_app;

-- What has a lifetime that nobody can choose leaves when that is over, at most so many rows at once: how many there were,
-- and the earliest and the latest time that they were of. What is about a call that is held stays with its record.
create or replace function sweep_lifetime(what text, at timestamptz, at_most integer)
  returns table (gone bigint, earliest timestamptz, latest timestamptz)
  language plpgsql security definer set search_path = public as $$
declare
  moment constant timestamptz := least(at, now());
  of_time constant text := case what
    when 'event' then 'occurred_at'
    when 'operator_event' then 'occurred_at'
    when 'call_charge' then 'started_at'
    when 'fraud_alarm' then 'tripped_at'
    when 'recording_audit' then 'day::timestamp at time zone ''UTC'''
    when 'archived_record' then 'occurred_at'
    when 'erasure_journal' then 'occurred_at'
  end;
  due constant text := case
    when what in ('event', 'operator_event', 'erasure_journal') then 'delete_after <= $1'
    else 'delete_after < paris_day($1)'
  end;
  about constant text := case what
    when 'call_charge' then 'organisation_id, call_id, ''{}'', ''{}'', started_at'
    when 'fraud_alarm' then 'organisation_id, call_id, array[number], array[user_id], tripped_at'
  end;
  free constant text := coalesce(
    'not exists (select from legal_holds_about(' || about || ') h where h.in_force)', 'true');
begin
  if of_time is null then
    raise exception '% has no lifetime', what;
  end if;
  return query execute format(
    'with deleted as (
       delete from %1$I where ctid = any(array(
         select ctid from %1$I where %2$s and %4$s order by delete_after limit $2 for update skip locked))
       returning %3$s as of_time)
     select count(*), min(of_time), max(of_time) from deleted', what, due, of_time, free) using moment, at_most;
end
$$;
