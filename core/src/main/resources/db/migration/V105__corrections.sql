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

-- Who is never recorded, and what is held, is found as well: of holds that there is one, and what for.
create or replace function subject_places() returns table (place text, key text, condition text) language sql immutable
begin atomic
  with calls (condition) as (values (
    'organisation_id = $1 and (caller_number = any($2) or called_number = any($2) or persons && $2'
    || ' or caller_user_id = any($4) or called_user_id = any($4))'))
  select 'cdr', 'id', condition || ' and started_at <= $6' from calls union all
  select 'recording', 'id', 'organisation_id = $1 and started_at <= $6 and call_id = any(array(select c.id from cdr c where '
    || condition || '))' from calls union all
  select 'transcript', 'id', 'organisation_id = $1 and spoken_at <= $6 and (document @@ $5'
    || ' or number_ends && number_beginnings($2) and number_ends && number_endings($2) or call_id = any(array('
    || 'select c.id from cdr c where ' || condition || ')))' from calls union all
  values
    ('event', 'id', 'organisation_id = $1 and persons_in(data::text) && $2 and occurred_at <= $6'),
    ('fraud_alarm', 'id', 'organisation_id = $1 and number = any($2) and tripped_at <= $6'),
    ('contact', 'id', 'organisation_id = $1 and id = any(array(select k.contact_id from contact_key k'
      || ' where k.organisation_id = $1 and k.key = any($2)))'),
    ('listed_caller', 'id', 'organisation_id = $1 and (match = ''exact'' and number = any($2)'
      || ' or persons_in(reason) && $2)'),
    ('forwarding', 'user_id', 'organisation_id = $1 and (always_number = any($2) or busy_number = any($2)'
      || ' or no_answer_number = any($2) or unreachable_number = any($2) or persons_in(find_me::text) && $2)'),
    ('number_routing', 'number || '' '' || sequence', 'organisation_id = $1 and closed_number = any($2)'),
    ('routing_test', 'id', 'organisation_id = $1 and (caller = any($2) or expected_number = any($2))'),
    ('right_to_number', 'id', 'organisation_id = $1 and (number = any($2) or persons_in(note || '' '' || reason) && $2)'),
    ('caller_id_of_destination', 'prefix', 'organisation_id = $1 and number = any($2)'),
    ('user_account', 'id', 'organisation_id = $1 and (id = any($4) or caller_id = any($2))'),
    ('device', 'id', 'organisation_id = $1 and user_id = any($4)'),
    ('user_identity', 'issuer || '' '' || subject', 'organisation_id = $1 and user_id = any($4)'),
    ('directory_import_run', 'organisation_id', 'organisation_id = $1'
      || ' and persons_in(skipped::text || '' '' || coalesce(error, '''')) && $2'),
    ('export', 'id', 'organisation_id = $1 and persons_in(filter::text) && $2'),
    ('phone_number', 'number', 'organisation_id = $1 and number = any($2)'),
    ('number_rental', 'id', 'organisation_id = $1 and number = any($2)'),
    ('port_order', 'id', 'organisation_id = $1 and number = any($2)'),
    ('recording_exclusion', 'id', 'organisation_id = $1 and (type = ''number'' and subject = any($2)'
      || ' or type = ''user'' and subject = any($4) or persons_in(reason) && $2)'),
    ('legal_hold', 'id', 'organisation_id = $1 and confirmed_at is not null and (number = any($2) or person = any($2)'
      || ' or person_numbers && $2 or person_users && $4)');
end;
create or replace function subject_page(at_place text, terms text[], emails text[], users text[], said text[], after text, most integer)
  returns table (key text, content jsonb)
  language plpgsql stable security definer set search_path = public as $$
declare
  one record;
begin
  if acting_organisation() is null then
    raise exception 'nobody''s data are searched by nobody';
  end if;
  select * into strict one from subject_places() p where p.place = at_place;
  return query execute format(
    'select key, content - ''{token_hash,persons,document,path,wrapped_key,manifest,ha1_md5,ha1_sha256,password_hash,code_hash,sealed_code,redaction_spans,redaction_replaced}''::text[]
              - case when $9 = ''legal_hold'' then array(select jsonb_object_keys(content) except values (''reason'')) else ''{}'' end
       from (select (%1$s)::text as key, to_jsonb(t) as content from %2$I t where %3$s) f
      where key > $7 order by key limit $8', one.key, one.place, one.condition)
    using acting_organisation(), terms, emails, users, mention(said), 'infinity'::timestamptz, after, most, at_place;
end
$$;
