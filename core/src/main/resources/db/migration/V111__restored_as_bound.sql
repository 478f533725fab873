-- What binds whoever uses and deletes data survives a restore: restrictions, legal holds that were in force, whom not to
-- record, and objections to subprocessors are copied beside the backups as they stand, and put back before anything is
-- erased again. Then a hold keeps at a restore what it kept before, and nothing else.
create trigger erasure_told after insert or update or delete on restriction
  for each statement execute function notify_erasure();
create trigger erasure_told after insert or update or delete on legal_hold
  for each statement execute function notify_erasure();
create trigger erasure_told after insert or update or delete on recording_exclusion
  for each statement execute function notify_erasure();
create trigger erasure_told after insert or update or delete on subprocessor_objection
  for each statement execute function notify_erasure();

-- What of that is not known as it is now, {"ID": "VERSION", …}, at most so many: first what is over or, without a state,
-- has gone, since what came in its place finds room only then.
create function bindings_beyond(known jsonb, most integer)
  returns table (id text, organisation_id text, kind text, version text, state jsonb)
  language sql stable security definer set search_path = public set timezone = 'UTC' set datestyle = 'ISO'
begin atomic
  with bound as materialized (
    select r.id, r.organisation_id, 'restriction' as kind, to_jsonb(r) as state, r.lifted_at is not null as ended
      from restriction r
     union all
    select h.id, h.organisation_id, 'legal_hold', to_jsonb(h), h.lifted_at is not null
      from legal_hold h where h.confirmed_at is not null
     union all
    select e.id, e.organisation_id, 'recording_exclusion', to_jsonb(e), false from recording_exclusion e
     union all
    select o.id, o.organisation_id, 'subprocessor_objection', to_jsonb(o), o.withdrawn_at is not null
      from subprocessor_objection o),
  changed as (
    select b.id, b.organisation_id, b.kind, md5(b.state::text) as version, b.state, b.ended
      from bound b where md5(b.state::text) is distinct from known ->> b.id
     union all
    select k.id, null, null, null, null, true
      from jsonb_object_keys(known) k(id) where not exists (select from bound b where b.id = k.id))
  select c.id, c.organisation_id, c.kind, c.version, c.state
    from changed c where acting_operator() order by not c.ended, c.id limit most;
end;

-- Puts one back as it was last, in the acting organisation, while a backup is restored and never else; without a state it
-- had gone, which all but exclusions do with their organisation alone. A restriction or a hold that is over in the database
-- stays so. False: nothing was to be done.
create function bind_again(of_id text, of_kind text, state jsonb) returns boolean
  language plpgsql security definer set search_path = public as $$
declare
  done boolean;
begin
  if not restoring() then
    raise exception 'nothing is being restored';
  elsif state is null then
    delete from recording_exclusion where id = of_id;
    return found;
  elsif state ->> 'organisation_id' is distinct from acting_organisation()
        or not exists (select from organisation where id = acting_organisation()) then
    return false; -- founded after the backup, or erased since
  end if;
  case of_kind
    when 'restriction' then
      if exists (select from restriction r
                  where r.organisation_id = acting_organisation() and r.lifted_at is null and r.id <> of_id
                    and r.subject = state ->> 'subject') then
        return false; -- they are restricted by another, of whose end nobody has told
      end if;
      insert into restriction as r select * from jsonb_populate_record(null::restriction, state)
      on conflict (id) do update
        set subject = excluded.subject, terms = excluded.terms, users = excluded.users,
            informed_at = excluded.informed_at, lifted_by = excluded.lifted_by, lifted_at = excluded.lifted_at,
            sealed = excluded.sealed
        where r.lifted_at is null;
      done := found;
      if exists (select from restriction where id = of_id and lifted_at is null) then
        perform begin_restriction(of_id);
      else
        delete from restricted_call where restriction_id = of_id;
      end if;
    when 'legal_hold' then
      insert into legal_hold as h select * from jsonb_populate_record(null::legal_hold, state)
      on conflict (id) do update
        set confirmed_by = excluded.confirmed_by, confirmed_at = excluded.confirmed_at,
            lifting_asked_by = excluded.lifting_asked_by, lifting_asked_at = excluded.lifting_asked_at,
            lifted_by = excluded.lifted_by, lifted_at = excluded.lifted_at
        where h.lifted_at is null;
      done := found;
    when 'recording_exclusion' then
      insert into recording_exclusion select * from jsonb_populate_record(null::recording_exclusion, state)
      on conflict do nothing;
      done := found;
    when 'subprocessor_objection' then
      if not exists (select from subprocessor_notice where id = state ->> 'notice_id')
         or exists (select from subprocessor_objection o
                     where o.organisation_id = acting_organisation() and o.notice_id = state ->> 'notice_id'
                       and o.withdrawn_at is null and o.id <> of_id and state ->> 'withdrawn_at' is null) then
        return false; -- the notice came after the backup, or another stands against it
      end if;
      insert into subprocessor_objection as o select * from jsonb_populate_record(null::subprocessor_objection, state)
      on conflict (id) do update
        set answer = excluded.answer, answer_text = excluded.answer_text, answered_by = excluded.answered_by,
            answered_at = excluded.answered_at, withdrawn_by = excluded.withdrawn_by,
            withdrawn_at = excluded.withdrawn_at;
      done := found;
    else
      raise exception '% binds nobody', of_kind;
  end case;
  return done;
end
$$;

-- A time of this database, wherever it came from: it has nothing that was done later than some hour after that.
create function newest_moment() returns timestamptz
  language sql stable security definer set search_path = public
begin atomic
  select greatest(
    (select s.completed_at from retention_sweep s),
    (select max(e.occurred_at) from proof_chains() p(chain)
       cross join lateral (select a.occurred_at from audit_event a
                            where a.chain = p.chain order by a.sequence desc limit 1) e),
    (select max(d.issued_at) from proof_chains() p(chain)
       cross join lateral (select c.issued_at from destruction_certificate c
                            where c.chain = p.chain order by c.sequence desc limit 1) d))
   where acting_operator();
end;

-- Whether a hold keeps what is swept: as it is now or, while a backup is restored and what was certified is swept again,
-- as it was when that was.
create function hold_keeps(h legal_hold, at timestamptz) returns boolean language sql stable parallel safe
  return case when restoring() then h.confirmed_at <= at and coalesce(h.lifted_at > at, true)
              else h.confirmed_at is not null and h.lifted_at is null end;

-- Holds are what they are while a backup is restored, too.
create or replace function legal_holds_about(of_organisation text, of_call text, numbers text[], users text[],
                                             of_time timestamptz)
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

-- Nobody deletes what is held, by whichever way: a hold that is being set waits for who deletes, and who deletes for it.
-- While a backup is restored, what had gone goes: it had before there was a hold on it.
create or replace function refuse_deletion_of_held() returns trigger language plpgsql as $$
declare
  held text;
begin
  if restoring() then
    return null;
  end if;
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

-- Whether a legal hold keeps a call, or anything that was made of it: all of it is erased, or nothing. While a backup is
-- restored, a call that was erased before there was a hold on it is erased again: its certificate says so.
create or replace function call_kept(of_organisation text, call text, numbers text[], users text[], of_time timestamptz)
  returns boolean language sql stable
begin atomic
  select (retention_held(of_organisation, call, numbers, users, of_time)
          or exists (select from recording r
                      where r.organisation_id = of_organisation and r.call_id = call
                        and retention_held(r.organisation_id, r.call_id, array[r.number], r.user_ids, r.started_at))
          or exists (select from transcript t
                      where t.organisation_id = of_organisation and t.call_id = call
                        and retention_held(t.organisation_id, t.call_id, array[t.number], t.user_ids, t.spoken_at)))
         and not (restoring()
                  and exists (select from destruction_certificate d
                               where d.chain = of_organisation and d.category = 'call_detail_record_sealed'
                                 and call = any(d.objects)));
end;

-- The holds of organisations of which sealed records are due, with the numbers that they name: whoever sweeps the archive
-- looks for them there by their keyed hashes.
create or replace function holds_on_archive(at timestamptz)
  returns table (hold_id text, number text, person_numbers text[])
  language sql stable security definer set search_path = public
begin atomic
  select h.id, h.number, h.person_numbers from legal_hold h
   where acting_organisation() is null and hold_keeps(h, at)
     and exists (select from archived_record a
                  where a.organisation_id = h.organisation_id and a.delete_after < paris_day(least(at, now())))
   order by h.id;
end;

-- Whether a hold keeps the sealed record of a call, whose numbers are known by keyed hashes alone. What else there is to
-- know has the record that is left of it, under a pseudonym; where that is not known, a hold on a user keeps it.
create function is_archive_held(a archived_record, at timestamptz, holds text[], number_terms bytea[], persons text[],
                                person_terms bytea[])
  returns boolean language sql stable
  return exists (
    select from legal_hold h
     where h.organisation_id = a.organisation_id and hold_keeps(h, at)
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
create or replace function sweep_archive(at timestamptz, at_most integer, holds text[], number_terms bytea[],
                                         persons text[], person_terms bytea[])
  returns table (gone bigint, earliest timestamptz, latest timestamptz)
  language sql security definer set search_path = public
begin atomic
  with deleted as (
    delete from archived_record where ctid = any(array(
      select a.ctid from archived_record a
       where a.delete_after < paris_day(least(at, now()))
         and (a.kind <> 'call_detail_record'
              or not is_archive_held(a, at, holds, number_terms, persons, person_terms))
       order by a.delete_after limit at_most for update skip locked))
    returning occurred_at)
  select count(*), min(occurred_at), max(occurred_at) from deleted;
end;
drop function is_archive_held(archived_record, text[], bytea[], text[], bytea[]);

-- While a backup is restored, what a hold kept at that time stays. Sealed records are swept by sweep_archive alone.
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
  keeps constant text := case
    when restoring() then 'exists (select from legal_hold l where l.id = h.hold_id and hold_keeps(l, $1))'
    else 'h.in_force'
  end;
  free constant text := coalesce(
    'not exists (select from legal_holds_about(' || about || ') h where ' || keeps || ')', 'true');
begin
  if what = 'archived_record' then
    raise exception 'sealed records are swept by sweep_archive, which knows holds';
  elsif of_time is null then
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

revoke execute on function bindings_beyond, bind_again, newest_moment, is_archive_held from public;
grant execute on function bindings_beyond, newest_moment to pronto_operator;
grant execute on function bind_again to pronto_app;
