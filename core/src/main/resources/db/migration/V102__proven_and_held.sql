-- What was deleted by hand has its certificate, and what a certificate says is gone does not come back by a restore.

-- Erases, while a backup is restored and never else, what a certificate says or somebody had deleted by hand; recordings
-- are their store's, which has their files deleted too. Returns how much was there.
create or replace function erase_again(what text, of_chain text, objects text[], keys text[], since timestamptz,
                            until timestamptz, at timestamptz) returns bigint
  language plpgsql security definer set search_path = public as $$
declare
  gone bigint;
begin
  if not restoring() then
    raise exception 'nothing is being restored';
  end if;
  case what
    when 'transcript' then
      delete from transcript where organisation_id = of_chain and id = any(objects);
    when 'contact' then
      delete from contact where organisation_id = of_chain and id = any(objects);
    when 'listed_caller' then
      delete from listed_caller where organisation_id = of_chain and id = any(objects);
    when 'user' then
      -- but for one by whom the organisation gets in when single sign-on fails, as it was when the backup was made
      delete from user_account u
       where u.organisation_id = of_chain and u.id = any(objects)
         and not exists (select from identity_provider p
                          where p.organisation_id = u.organisation_id and p.break_glass_user_id = u.id);
    when 'call_detail_record' then
      -- by their ids, or, where a month was dropped as a whole, by their time
      delete from cdr c
       where coalesce(c.organisation_id, 'operator') = of_chain and c.started_at >= since and c.started_at < until
         and (c.id = any(objects) or objects[1] not like 'call\_%');
    when 'month_key' then
      update month_key k set sealed = null, destroyed_at = at
       where k.organisation_id = of_chain and k.id = any(keys) and k.sealed is not null;
    else
      raise exception '% is not erased so', what;
  end case;
  get diagnostics gone = row_count;
  return gone;
end
$$;

-- The holds in force of organisations of which sealed records are due, with the numbers that they name: whoever sweeps
-- the archive looks for them there by their keyed hashes.
create function holds_on_archive(at timestamptz)
  returns table (hold_id text, number text, person_numbers text[])
  language sql stable security definer set search_path = public
begin atomic
  select h.id, h.number, h.person_numbers from legal_hold h
   where acting_organisation() is null and h.confirmed_at is not null and h.lifted_at is null
     and exists (select from archived_record a
                  where a.organisation_id = h.organisation_id and a.delete_after < paris_day(least(at, now())))
   order by h.id;
end;

-- Whether a hold keeps the sealed record of a call, whose numbers are known by keyed hashes alone. What else there is to
-- know has the record that is left of it, under a pseudonym; where that is not known, a hold on a user keeps it.
create function is_archive_held(a archived_record, holds text[], number_terms bytea[], persons text[], person_terms bytea[])
  returns boolean language sql stable
  return exists (
    select from legal_hold h
     where h.organisation_id = a.organisation_id and h.confirmed_at is not null and h.lifted_at is null
       and (h.period_from is null or a.occurred_at >= h.period_from)
       and (h.period_until is null or a.occurred_at < h.period_until)
       and (h.number is null
            or exists (select from unnest(holds, number_terms) n(hold_id, term)
                        where n.hold_id = h.id and n.term = any(a.terms))
            or exists (select from cdr c
                        where c.id = a.call_id and c.started_at = a.occurred_at
                          and h.number = any(numbers_of_call(c.caller_number, c.called_number, c.diversions))))
       and (h.person is null
            or exists (select from unnest(persons, person_terms) p(hold_id, term)
                        where p.hold_id = h.id and p.term = any(a.terms))
            or a.call_id is null and h.person_users <> '{}'
            or exists (select from cdr c
                        where c.id = a.call_id and c.started_at = a.occurred_at
                          and (h.person_numbers && numbers_of_call(c.caller_number, c.called_number, c.diversions)
                               or h.person_users && array[c.caller_user_id, c.called_user_id]))));

-- What the sealed archive has had until its day leaves, at most so many rows at once: how many there were, and the
-- earliest and the latest time that they were of. The original of a call that is held stays, as the call does.
--   holds, number_terms   each hold and the keyed hash of its number
--   persons, person_terms each hold and the keyed hash of a number of its person
create function sweep_archive(at timestamptz, at_most integer, holds text[], number_terms bytea[],
                              persons text[], person_terms bytea[])
  returns table (gone bigint, earliest timestamptz, latest timestamptz)
  language sql security definer set search_path = public
begin atomic
  with deleted as (
    delete from archived_record where ctid = any(array(
      select a.ctid from archived_record a
       where a.delete_after < paris_day(least(at, now()))
         and (a.kind <> 'call_detail_record' or not is_archive_held(a, holds, number_terms, persons, person_terms))
       order by a.delete_after limit at_most for update skip locked))
    returning occurred_at)
  select count(*), min(occurred_at), max(occurred_at) from deleted;
end;

revoke execute on function holds_on_archive, is_archive_held, sweep_archive from public;
grant execute on function holds_on_archive, sweep_archive to pronto_app;

-- While a backup is restored no hold keeps what was deleted after it.
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
    when 'reading' then 'began_at'
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
  elsif what = 'archived_record' and not restoring() then
    raise exception 'sealed records are swept by sweep_archive, which knows holds';
  end if;
  return query execute format(
    'with deleted as (
       delete from %1$I where ctid = any(array(
         select ctid from %1$I where %2$s and %4$s order by delete_after limit $2 for update skip locked))
       returning %3$s as of_time)
     select count(*), min(of_time), max(of_time) from deleted', what, due, of_time, free) using moment, at_most;
end
$$;
