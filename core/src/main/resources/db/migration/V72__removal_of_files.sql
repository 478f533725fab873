-- Files on servers' disks are deleted as objects are: on request, which is made in the transaction that deletes the row,
-- and which stays until it was carried out. So no row that can be read lacks its file, whoever dies when.

grant update (node) on recording to pronto_app;

alter table recording_removal
  -- the server on whose disk the file is; empty: the object store
  add column place text not null default '',
  drop constraint recording_removal_pkey,
  add primary key (path, place);

drop function claim_recording_removal(integer), end_recording_removal(text);

-- Takes the one at a place that has been due for longest, which is due again when the lease ends.
create function claim_recording_removal(at_place text, lease_seconds integer) returns setof text
  language sql security definer set search_path = public
begin atomic
  update recording_removal r
     set due_at = now() + make_interval(secs => lease_seconds)
   where r.place = at_place
     and r.path = (select due.path from recording_removal due
                    where due.place = at_place and due.due_at <= now()
                    order by due.due_at limit 1 for update skip locked)
  returning r.path;
end;

-- It was deleted there: for the first time, or for good.
create function end_recording_removal(at_place text, done text) returns void
  language plpgsql security definer set search_path = public as $$
begin
  delete from recording_removal
   where path = done and place = at_place and asked_at < now() - interval '1 day';
  update recording_removal set due_at = asked_at + interval '1 day 1 second'
   where path = done and place = at_place;
end
$$;
revoke execute on function claim_recording_removal, end_recording_removal from public;
grant execute on function claim_recording_removal, end_recording_removal to pronto_app;

create function notify_recording_removal() returns trigger language plpgsql as $$
begin
  perform pg_notify('recording_removal', '');
  return null;
end
$$;
create trigger removal_asked after insert on recording_removal
  for each statement execute function notify_recording_removal();
