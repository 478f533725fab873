-- A trunk that answers and sends no sound has failed, whatever its status says; and calls that were forwarded to the
-- outside tell of trunks as well as those that were dialled.
create or replace function trunk_attempts(since timestamptz)
  returns table (trunk_id text, destination text, status integer, answered boolean, delay_millis bigint)
  language sql stable security definer set search_path = public
begin atomic
  select t.id, substr(c.called_number, 2, 4), case when m.mute then 0 else (l ->> 'sip_status')::integer end,
         l ->> 'answered_at' is not null and not m.mute,
         case when c.called_trunk_id = t.id or c.ringing_at >= (l ->> 'started_at')::timestamptz
              then floor(extract(epoch from c.ringing_at - (l ->> 'started_at')::timestamptz) * 1000)::bigint end
    from cdr c, json_array_elements(c.legs) l, trunk t,
         lateral (select coalesce((l -> 'notes')::jsonb @> '["no_media", "one_way"]', false) as mute) m
   where c.started_at >= since and (c.direction = 'outbound' or cardinality(c.diversions) > 0)
     and c.called_number like '+%' and l ->> 'role' = 'called' and l ->> 'reason' not like 'trunk\_%'
     and t.id = coalesce(l ->> 'trunk_id', (select min(n.id) from trunk n where n.name = l ->> 'target'));
end;
