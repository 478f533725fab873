-- What is put right on somebody's request (GDPR art. 16). What was wrong does not stay: neither in the audit log nor, once
-- the tables are written anew, in the database's files.

-- Whether a row at one of the places that are searched is about somebody.
create function is_about_subject(at_place text, wanted text, terms text[], emails text[], users text[], said text[])
  returns boolean language plpgsql stable security definer set search_path = public as $$
declare
  one record;
  found_it boolean;
begin
  if acting_organisation() is null then
    raise exception 'nobody''s data are searched by nobody';
  end if;
  select * into strict one from subject_places() p where p.place = at_place;
  execute format('select exists (select from %1$I where (%2$s)::text = $7 and %3$s)', one.place, one.key,
                 '(' || one.condition || ')')
    into found_it
    using acting_organisation(), terms, emails, users, mention(said), 'infinity'::timestamptz, wanted;
  return found_it;
end
$$;

-- What was said in a call of the acting organisation's, locked, to be put right; whether a legal hold has it stay as it is.
create function transcript_to_correct(wanted text) returns table (words jsonb, text text, held boolean)
  language plpgsql security definer set search_path = public as $$
begin
  perform share_retention(acting_organisation());
  return query
  select t.words, t.text, retention_held(t.organisation_id, t.call_id, array[t.number], t.user_ids, t.spoken_at)
    from transcript t where t.organisation_id = acting_organisation() and t.id = wanted for update;
end
$$;

-- What was corrected there is written anew, so that no byte of what was wrong is left in its file.
create function scrub_after_correction(of_table text) returns void
  language plpgsql security definer set search_path = public as $$
begin
  if acting_organisation() is null or of_table not in ('contact', 'contact_key', 'user_account', 'transcript') then
    raise exception 'not corrected there';
  end if;
  perform scrub_later(of_table);
end
$$;
revoke execute on function is_about_subject, transcript_to_correct, scrub_after_correction from public;
grant execute on function is_about_subject, transcript_to_correct, scrub_after_correction to pronto_app;

-- The log tells of a correction by itself, without what was wrong: whatever the trigger masks now, it masks then.
do $$
declare
  definition constant text := (select pg_get_triggerdef(oid) from pg_trigger
                                where tgrelid = 'user_account'::regclass and tgname = 'audit');
begin
  drop trigger audit on user_account;
  execute replace(definition, ' EXECUTE FUNCTION ',
    ' WHEN (coalesce(current_setting(''pronto.correcting'', true), '''') <> ''on'') EXECUTE FUNCTION ');
end
$$;

-- How often the organisation was reminded of a request: a week before its last day, a day before, and when that was over.
alter table subject_request add column reminded smallint not null default 0 check (reminded between 0 and 3);
create index subject_request_unanswered on subject_request (due_on) where answered_at is null and reminded < 3;

-- Requests of which an organisation is to be reminded at a time: never by a clock that is ahead of the database's.
create function subject_requests_due(at timestamptz) returns table (organisation_id text, id text)
  language sql stable security definer set search_path = public
begin atomic
  select r.organisation_id, r.id from subject_request r
   where r.answered_at is null
     and r.reminded < case when r.due_on < paris_day(least(at, now())) then 3
                           when r.due_on - 1 <= paris_day(least(at, now())) then 2
                           when r.due_on - 7 <= paris_day(least(at, now())) then 1
                           else 0 end
   order by r.due_on limit 1000;
end;
revoke execute on function subject_requests_due from public;
grant execute on function subject_requests_due to pronto_app;

-- At least thirty whole days pass between the day on which an end is announced and the erasure, unless the organisation
-- itself has chosen that: whoever got the wrong one has the time to be told so. Null: the trial ended by itself, as it was
-- known to from its beginning.
alter table contract add column announced_on date;
update contract set announced_on = paris_day(announced_at) where state in ('trial', 'active');
alter table contract alter column erase_on set expression as (
  case when choice = 'erasure' then ends_on + 1
       else greatest(ends_on + 1 + erasure_after_days, announced_on + 31) end);
