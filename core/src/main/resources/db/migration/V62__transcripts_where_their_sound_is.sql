-- The server on whose disk the sound is, which alone can write it down until an object store has it; null: all can.
alter table transcript add column node text;

drop function claim_transcript(integer);

-- Begins the one that has been due for longest of those whose sound the claiming server has: it is running, and due
-- again when the lease ends. Whoever takes one learns whose it is and nothing else.
create function claim_transcript(lease_seconds integer, claiming_node text)
  returns table (organisation_id text, id text)
  language sql security definer set search_path = public
begin atomic
  update transcript t
     set state = 'running', attempts = t.attempts + 1, updated_at = now(),
         due_at = now() + make_interval(secs => lease_seconds)
   where t.id = (select due.id from transcript due
                  where due.state in ('queued', 'running') and due.due_at <= now()
                    and (due.node is null or due.node = claiming_node
                         or exists (select from recording r
                                     where r.organisation_id = due.organisation_id and r.id = due.recording_id
                                       and r.uploaded_at is not null))
                  order by due.due_at limit 1
                  for update skip locked)
  returning t.organisation_id, t.id;
end;
revoke execute on function claim_transcript from public;
grant execute on function claim_transcript to pronto_app;
