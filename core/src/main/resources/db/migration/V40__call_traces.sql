-- What the rules found about a call, so that it can be explained as long as its record is kept. It is asked for call by
-- call, and must not make the lists slower: where a row is too long for its page, this is what leaves it.
alter table cdr add column trace json not null default '[]';
alter table cdr alter column trace set storage external;

-- Legs are written and read whole, as text: as JSON each would be copied twice more for every list. They
-- are the last to leave a row that is too long for its page.
drop function trunk_attempts(timestamptz);
alter table cdr alter column legs type text;
alter table cdr add check (legs is json array);
alter table cdr alter column legs set storage main;

create function trunk_attempts(since timestamptz)
  returns table (trunk_id text, destination text, status integer, answered boolean, delay_millis bigint)
  language sql stable security definer set search_path = public
begin atomic
  select t.id, substr(c.called_number, 2, 4), case when m.mute then 0 else (l ->> 'sip_status')::integer end,
         l ->> 'answered_at' is not null and not m.mute,
         case when c.called_trunk_id = t.id or c.ringing_at >= (l ->> 'started_at')::timestamptz
              then floor(extract(epoch from c.ringing_at - (l ->> 'started_at')::timestamptz) * 1000)::bigint end
    from cdr c, json_array_elements(c.legs::json) l, trunk t,
         lateral (select coalesce((l -> 'notes')::jsonb @> '["no_media", "one_way"]', false) as mute) m
   where c.started_at >= since and (c.direction = 'outbound' or cardinality(c.diversions) > 0)
     and c.called_number like '+%' and l ->> 'role' = 'called' and l ->> 'reason' not like 'trunk\_%'
     and t.id = coalesce(l ->> 'trunk_id', (select min(n.id) from trunk n where n.name = l ->> 'target'));
end;
revoke execute on function trunk_attempts from public;
grant execute on function trunk_attempts to pronto_operator;

create or replace function open_cdr_month(day date) returns boolean
  language plpgsql security definer set search_path = public as $$
declare
  first date := date_trunc('month', day)::date;
  since timestamptz := first::timestamp at time zone 'UTC';
  until timestamptz := (first + interval '1 month') at time zone 'UTC';
  part text := 'cdr_' || to_char(first, 'YYYY_MM');
  written text;
begin
  perform pg_advisory_xact_lock(hashtext('open_cdr_month'));
  if to_regclass(part) is not null then
    return false;
  end if;
  lock table cdr in access exclusive mode;
  select string_agg(quote_ident(attname), ', ') into written from pg_attribute
   where attrelid = 'cdr'::regclass and attnum > 0 and not attisdropped and attgenerated = '';
  execute format('create table %I (like cdr including generated including constraints including storage)', part);
  execute format('alter table %I enable row level security', part);
  execute format(
    'with moved as (delete from cdr_default where started_at >= %L and started_at < %L returning *)
       insert into %I (%s) select %s from moved', since, until, part, written, written);
  execute format('alter table cdr attach partition %I for values from (%L) to (%L)', part, since, until);
  return true;
end
$$;
