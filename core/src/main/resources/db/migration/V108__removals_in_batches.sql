-- Files are deleted in batches: two transactions for each would keep the disk busier than the sweep that asks for them,
-- and calls wait for the same disk.
drop function claim_recording_removal, end_recording_removal;

-- Takes those at a place that have been due for longest, at most so many; they are due again when the lease ends.
create function claim_recording_removals(at_place text, lease_seconds integer, most integer) returns setof text
  language sql security definer set search_path = public
begin atomic
  update recording_removal r
     set due_at = now() + make_interval(secs => lease_seconds)
   where r.ctid = any(array(select due.ctid from recording_removal due
                             where due.place = at_place and due.due_at <= now()
                             order by due.due_at limit most for update skip locked))
  returning r.path;
end;

-- They were deleted there: for the first time, or for good.
create function end_recording_removals(at_place text, done text[]) returns void
  language plpgsql security definer set search_path = public as $$
begin
  delete from recording_removal
   where path = any(done) and place = at_place and asked_at < now() - interval '1 day';
  update recording_removal set due_at = asked_at + interval '1 day 1 second'
   where path = any(done) and place = at_place;
end
$$;
revoke execute on function claim_recording_removals, end_recording_removals from public;
grant execute on function claim_recording_removals, end_recording_removals to pronto_app;
