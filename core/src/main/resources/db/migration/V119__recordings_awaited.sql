-- A recording of which there was nothing yet when its call's record was written, since the disk had not answered in time:
-- its file may come whole all the same, and it is settled then.
alter table recording
  -- the server on whose disk its file may come; null: none is awaited
  add column awaited_node text check (awaited_node is null or state = 'failed'),
  -- of what is said in it, ISO 639-1, where that is to be written down
  add column awaited_language text;
create index recording_awaited on recording (awaited_node) where awaited_node is not null;
grant select (awaited_node, awaited_language) on recording to pronto_app;
grant update (state, reason, millis, awaited_node, awaited_language) on recording to pronto_app;

-- Those whose file may come on the disk of a server, across organisations: whose they are and nothing else.
create function awaited_recordings(awaiting_node text) returns table (organisation_id text, id text)
  language sql stable security definer set search_path = public
begin atomic
  select r.organisation_id, r.id from recording r where r.awaited_node = awaiting_node order by r.id;
end;
revoke execute on function awaited_recordings from public;
grant execute on function awaited_recordings to pronto_app;
