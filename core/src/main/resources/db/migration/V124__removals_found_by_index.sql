-- Files to be removed are looked up by index, whatever statistics say: a server that plans this while there are none keeps
-- the plan, and reads all that a sweep has asked for, and what was done within the day, for every hundred of them. Neither
-- taking nor ending them waits for the disk: where the last of that is lost, files that are gone are deleted once more.
drop index recording_removal_due;
create index recording_removal_due on recording_removal (place, due_at);

create or replace function claim_recording_removals(at_place text, lease_seconds integer, most integer)
  returns setof text language sql security definer
  set search_path = public set enable_seqscan = off set enable_bitmapscan = off
begin atomic
  select set_config('synchronous_commit', 'off', true);
  update recording_removal r
     set due_at = now() + make_interval(secs => lease_seconds)
   where r.ctid = any(array(select due.ctid from recording_removal due
                             where due.place = at_place and due.due_at <= now()
                             order by due.due_at limit most for update skip locked))
  returning r.path;
end;

-- By path alone: a place has all that there are, and its index may look as good.
create or replace function end_recording_removals(at_place text, done text[]) returns void
  language plpgsql security definer
  set search_path = public set enable_seqscan = off set enable_bitmapscan = off as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  delete from recording_removal
   where path = any(done) and place || '' = at_place and asked_at < now() - interval '1 day';
  update recording_removal set due_at = asked_at + interval '1 day 1 second'
   where path = any(done) and place || '' = at_place;
end
$$;
