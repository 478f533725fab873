-- Who took part in a call otherwise than as its caller or called is looked up first, by the index of such persons alone:
-- where most calls have the same ones, PostgreSQL took them for so many that it read all calls of the organisation, month
-- by month. An organisation that is compared as a word cannot be looked up by another index.
do $$
declare
  was constant text := pg_get_functiondef('subject_places()'::regprocedure);
  sought constant text := 'or called_number = any($2) or persons && $2';
begin
  if strpos(was, sought) = 0 then
    raise exception 'calls are sought by other means than were known';
  end if;
  execute replace(was, sought, 'or called_number = any($2) or id = any(array(select p.id from cdr p'
    || ' where p.persons && $2 and concat(p.organisation_id) = $1))');
end
$$;

-- That a recording was deleted is in the audit log, whoever did it. Only what a sweep deletes since it is due has a
-- certificate in the same transaction that names it, and that is in the log: an entry for each took three fifths of the time
-- that a sweep takes. So a sweep says what it certifies (pronto.certified), for its own deletions and no others.
drop trigger audit on recording;
create constraint trigger audit after delete on recording deferrable initially deferred
  for each row when (coalesce(current_setting('pronto.certified', true), '') <> 'recording')
  execute function audit_row('recording', 'id', 'number', 'call_id', 'started_at', 'millis', 'path', 'wrapped_key', 'manifest',
    'user_ids', 'team_ids');
