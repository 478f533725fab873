-- Numbers that were said in words, or in figures in whatever groups, are found in what others said.

-- Of each number that may have been said the first 7 digits after a 1, and the last 7 after a 2; null until it was read.
alter table transcript add column number_ends integer[];
grant select (number_ends) on transcript to pronto_app;
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

-- In the transcripts' place, whatever others there are.
do $$
declare
  was constant text := pg_get_functiondef('subject_places()'::regprocedure);
begin
  if strpos(was, '(document @@ $5 or ') = 0 then
    raise exception 'transcripts are sought by other means than were known';
  end if;
  execute replace(was, '(document @@ $5 or ', '(document @@ $5'
    || ' or number_ends && number_beginnings($2) and number_ends && number_endings($2) or ');
end
$$;

-- Transcripts of others that say something of somebody, and are left since a legal hold keeps them.
create or replace function mentions_kept(said text[], until timestamptz, of_others_than text[]) returns bigint
  language sql stable security definer set search_path = public
begin atomic
  select count(*) from transcript t
   where t.organisation_id = acting_organisation()
     and (t.document @@ mention(said)
          or t.number_ends && number_beginnings(said) and t.number_ends && number_endings(said))
     and t.spoken_at <= until
     and t.call_id <> all(of_others_than)
     and retention_held(t.organisation_id, t.call_id, array[t.number], t.user_ids, t.spoken_at);
end;

-- The next transcripts of others that say something of somebody, after one, locked: none that a legal hold keeps.
create or replace function mentions_to_erase(said text[], until timestamptz, past text, most integer)
  returns table (id text, words jsonb, text text)
  language sql security definer set search_path = public
begin atomic
  select t.id, t.words, t.text from transcript t
   where t.organisation_id = acting_organisation()
     and (t.document @@ mention(said)
          or t.number_ends && number_beginnings(said) and t.number_ends && number_endings(said))
     and t.spoken_at <= until and t.id > past
     and not retention_held(t.organisation_id, t.call_id, array[t.number], t.user_ids, t.spoken_at)
   order by t.id limit most for update;
end;

revoke execute on function transcripts_unread from public;
grant execute on function transcripts_unread to pronto_app;
