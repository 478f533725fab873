-- What somebody deleted by hand is copied to backups until it is forgotten, and not after: whoever copies it forgets it
-- then, too, and would find it anew for ever.
create or replace function erasures_beyond(known text[], most integer)
  returns table (id text, organisation_id text, kind text, occurred_at timestamptz, object text, sealed bytea)
  language sql stable security definer set search_path = public
begin atomic
  select e.* from (
    select j.id, j.organisation_id, j.kind, j.occurred_at, null::text as object, j.sealed
      from erasure_journal j where j.id <> all(known) and j.delete_after > now()
    union all
    select d.id, d.organisation_id, d.kind, d.occurred_at, d.object, null
      from deletion_journal d where d.id <> all(known) and d.forget_at > now()) e
   where acting_operator() order by e.occurred_at, e.id limit most;
end;

-- It leaves with the sweep, even if nobody deletes anything again; returns how many did, at most so many at once.
create function sweep_deletion_journal(at timestamptz, at_most integer) returns bigint
  language plpgsql security definer set search_path = public as $$
declare
  gone bigint;
begin
  delete from deletion_journal where ctid = any(array(
    select ctid from deletion_journal where forget_at <= least(at, now())
     order by forget_at limit at_most for update skip locked));
  get diagnostics gone = row_count;
  return gone;
end
$$;
revoke execute on function sweep_deletion_journal from public;
grant execute on function sweep_deletion_journal to pronto_app;

create or replace function note_deletion() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if coalesce(current_setting('pronto.actor', true), '') <> '' then
    insert into deletion_journal (id, organisation_id, kind, object)
    select 'del_' || ulid(clock_timestamp()), gone.organisation_id, tg_table_name, gone.id from gone;
  end if;
  return null;
end
$$;
