-- Numbers that were said in words, or in figures in whatever groups, are found in what others said.

-- Of each number that may have been said the first 7 digits after a 1, and the last 7 after a 2; null until it was read.
alter table transcript add column number_ends integer[];
create index transcript_number_ends on transcript using gin (number_ends) with (fastupdate = off);
create index transcript_unread on transcript (organisation_id) where number_ends is null and state = 'available';

-- Whose transcripts are still to be read; nothing else is told across organisations.
create function transcripts_unread() returns setof text language sql stable security definer set search_path = public
begin atomic
  select distinct t.organisation_id from transcript t where t.number_ends is null and t.state = 'available';
end;

-- How somebody's numbers begin, and end, as the transcripts have it.
create function number_beginnings(said text[]) returns integer[] language sql immutable parallel safe
begin atomic
  select coalesce(array_agg(distinct ('1' || left(d, 7))::integer), '{}')
    from (select regexp_replace(s, '[^0-9]', '', 'g') as d from unnest(said) s where strpos(s, '@') = 0) x
   where length(d) >= 7;
end;

create function number_endings(said text[]) returns integer[] language sql immutable parallel safe
begin atomic
  select coalesce(array_agg(distinct ('2' || right(d, 7))::integer), '{}')
    from (select regexp_replace(s, '[^0-9]', '', 'g') as d from unnest(said) s where strpos(s, '@') = 0) x
   where length(d) >= 7;
end;

-- Where a person is, as conditions: $1 the organisation, $2 every spelling of the numbers, and the addresses, $3 the
-- addresses alone, $4 the ids of their accounts, $5 what a transcript says of them, $6 until when it began, $7
-- how their numbers begin, $8 how they end.
create or replace function subject_places() returns table (place text, key text, condition text) language sql immutable
begin atomic
  with calls (condition) as (values (
    'organisation_id = $1 and (caller_number = any($2) or called_number = any($2) or persons && $2'
    || ' or caller_user_id = any($4) or called_user_id = any($4))'))
  select 'cdr', 'id', condition || ' and started_at <= $6' from calls union all
  select 'recording', 'id', 'organisation_id = $1 and started_at <= $6 and call_id = any(array(select c.id from cdr c where '
    || condition || '))' from calls union all
  select 'transcript', 'id', 'organisation_id = $1 and spoken_at <= $6 and (document @@ $5 or number_ends && $7 and number_ends && $8 or call_id = any(array('
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
    ('port_order', 'id', 'organisation_id = $1 and number = any($2)');
end;

-- How much there is of somebody at each place (at most 10,000 are counted), and the ids of the newest 25.
create or replace function subject_found(terms text[], emails text[], users text[], said text[], until timestamptz)
  returns table (place text, amount bigint, ids text[])
  language plpgsql stable security definer set search_path = public as $$
declare
  one record;
begin
  if acting_organisation() is null then
    raise exception 'nobody''s data are searched by nobody';
  end if;
  for one in select * from subject_places() loop
    place := one.place;
    execute format(
      'select count(*), (array_agg(key order by key desc))[1:25] from (select (%1$s)::text as key from %2$I where %3$s
         limit 10000) f', one.key, one.place, one.condition)
      into amount, ids
      using acting_organisation(), terms, emails, users, mention(said), coalesce(until, 'infinity'),
            number_beginnings(said), number_endings(said);
    if amount > 0 then
      return next;
    end if;
  end loop;
end
$$;

-- A page of what there is at a place, by its key, without what is nobody's but the server's.
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
    'select key, content - ''{token_hash,persons,document,number_ends,path,wrapped_key,manifest,ha1_md5,ha1_sha256,password_hash,code_hash,sealed_code,redaction_spans,redaction_replaced}''::text[]
       from (select (%1$s)::text as key, to_jsonb(t) as content from %2$I t where %3$s) f
      where key > $9 order by key limit $10', one.key, one.place, one.condition)
    using acting_organisation(), terms, emails, users, mention(said), 'infinity'::timestamptz, number_beginnings(said),
          number_endings(said), after, most;
end
$$;

-- Transcripts of others that say something of somebody, and are left since a legal hold keeps them.
create or replace function mentions_kept(said text[], until timestamptz, of_others_than text[]) returns bigint
  language sql stable security definer set search_path = public
begin atomic
  select count(*) from transcript t
   where t.organisation_id = acting_organisation()
     and (t.document @@ mention(said)
          or t.number_ends && number_beginnings(said) and t.number_ends && number_endings(said)) and t.spoken_at <= until
     and t.call_id <> all(of_others_than)
     and retention_held(t.organisation_id, t.call_id, array[t.number], t.user_ids, t.spoken_at);
end;

drop function mentions_to_erase;
-- The next transcripts of others that say something of somebody, after one, locked: none that a legal hold keeps.
create function mentions_to_erase(said text[], until timestamptz, past text, most integer)
  returns table (id text, language text, words jsonb, text text)
  language sql security definer set search_path = public
begin atomic
  select t.id, t.language, t.words, t.text from transcript t
   where t.organisation_id = acting_organisation()
     and (t.document @@ mention(said)
          or t.number_ends && number_beginnings(said) and t.number_ends && number_endings(said)) and t.spoken_at <= until and t.id > past
     and not retention_held(t.organisation_id, t.call_id, array[t.number], t.user_ids, t.spoken_at)
   order by t.id limit most for update;
end;

revoke execute on function transcripts_unread, mentions_to_erase from public;
grant execute on function transcripts_unread, mentions_to_erase to pronto_app;
