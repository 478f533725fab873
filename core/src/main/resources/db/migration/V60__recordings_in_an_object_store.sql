-- When an object store was seen to hold the sealed file of a recording; null: only its server's disk does.
alter table recording add column uploaded_at timestamptz;
grant update (uploaded_at) on recording to pronto_app;

-- Objects to be deleted since their recording was. Each is deleted twice, the second time a day later: it may have been
-- on its way there the first time, and whoever sent it may have died.
create table recording_removal (
  path text primary key,
  organisation_id text not null references organisation,
  asked_at timestamptz not null default now(),
  due_at timestamptz not null default now()
);
create index recording_removal_due on recording_removal (due_at);
alter table recording_removal enable row level security;
create policy recording_removal_of_organisation on recording_removal
  using (organisation_id = acting_organisation());
grant select, insert on recording_removal to pronto_app;

-- Takes the one that has been due for longest, which is due again when the lease ends.
create function claim_recording_removal(lease_seconds integer) returns setof text
  language sql security definer set search_path = public
begin atomic
  update recording_removal r
     set due_at = now() + make_interval(secs => lease_seconds)
   where r.path = (select due.path from recording_removal due
                    where due.due_at <= now() order by due.due_at limit 1 for update skip locked)
  returning r.path;
end;

-- It was deleted: for the first time, or for good.
create function end_recording_removal(done text) returns void
  language plpgsql security definer set search_path = public as $$
begin
  delete from recording_removal where path = done and asked_at < now() - interval '1 day';
  update recording_removal set due_at = asked_at + interval '1 day 1 second' where path = done;
end
$$;
revoke execute on function claim_recording_removal, end_recording_removal from public;
grant execute on function claim_recording_removal, end_recording_removal to pronto_app;

-- A file that takes the place of another, without what was to be taken out of that, is to be moved itself, and the other
-- is to leave the store.
create function replace_moved_recording() returns trigger language plpgsql as $$
begin
  if old.uploaded_at is not null then
    insert into recording_removal (path, organisation_id) values (old.path, old.organisation_id)
    on conflict do nothing;
    new.uploaded_at := null;
  end if;
  return new;
end
$$;
create trigger replaced before update of path on recording
  for each row when (old.path <> new.path) execute function replace_moved_recording();
