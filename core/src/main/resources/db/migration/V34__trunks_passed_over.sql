-- A trunk that a call has passed over, since it is down or full, is in the call's record and was not tried.
create or replace function trunk_attempts(since timestamptz)
  returns table (trunk_id text, destination text, status integer, answered boolean, delay_millis bigint)
  language sql stable security definer set search_path = public
begin atomic
  select t.id, substr(c.called_number, 2, 4), (l ->> 'sip_status')::integer, l ->> 'answered_at' is not null,
         case when c.called_trunk_id = t.id or c.ringing_at >= (l ->> 'started_at')::timestamptz
              then floor(extract(epoch from c.ringing_at - (l ->> 'started_at')::timestamptz) * 1000)::bigint end
    from cdr c, json_array_elements(c.legs) l, trunk t
   where c.started_at >= since and c.direction = 'outbound' and c.called_number like '+%'
     and l ->> 'role' = 'called' and l ->> 'reason' not like 'trunk\_%'
     and t.id = coalesce(l ->> 'trunk_id', (select min(n.id) from trunk n where n.name = l ->> 'target'));
end;
