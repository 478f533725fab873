-- A call began up to a microsecond later on its record than on its charge, since one was rounded and the other cut off:
-- such charges were passed over when calls were priced anew. Both are cut off from now on.
update call_charge h set started_at = c.started_at
  from cdr c
 where c.id = h.call_id and c.started_at <> h.started_at
   and c.started_at between h.started_at - interval '1 ms' and h.started_at + interval '1 ms';
