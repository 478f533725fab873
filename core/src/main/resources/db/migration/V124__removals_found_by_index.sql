-- What is to be removed is looked up by place and time, whatever statistics say: a server that plans it while there is
-- nothing keeps the plan, and then read all that a sweep asks for and what has been done within the day, for every hundred
-- files of it. What a store that is away leaves behind is not read for the sake of another place either. None of it waits
-- for the disk: where the last of it is lost, files that are gone already are deleted once more.
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

create or replace function end_recording_removals(at_place text, done text[]) returns void
  language plpgsql security definer
  set search_path = public set enable_seqscan = off set enable_bitmapscan = off as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  delete from recording_removal
   where path = any(done) and place = at_place and asked_at < now() - interval '1 day';
  update recording_removal set due_at = asked_at + interval '1 day 1 second'
   where path = any(done) and place = at_place;
end
$$;
