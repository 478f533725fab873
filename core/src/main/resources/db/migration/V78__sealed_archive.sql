-- What law has the operator keep though its customer may no longer read it, or no longer is one: sealed, opened by the
-- procedure for authorities' requests alone, and gone on its day (CPCE art. L.34-1 II bis and R.10-13). It is found by
-- keyed hashes of the numbers and addresses that it is about, so that no byte of them is in the clear.
create table archived_record (
  id text primary key check (id ~ '^arc_[0-9A-Z]{26}$'),
  -- no reference: it may outlive the organisation
  organisation_id text not null,
  kind text not null check (kind in ('call_detail_record', 'subscriber', 'sign_up', 'connection')),
  -- the time that it is of
  occurred_at timestamptz not null,
  -- the last day on which it is there
  delete_after date not null,
  -- keyed hashes of what it is found by
  terms bytea[] not null,
  -- JSON, sealed by secrets.key
  sealed bytea not null
);
create index archived_record_terms on archived_record using gin (terms);
create index archived_record_of_organisation on archived_record (organisation_id, occurred_at);
create index archived_record_delete_after on archived_record (delete_after);
alter table archived_record enable row level security; -- and no policy: nobody reads it as a table

create function archive_record(id text, organisation text, kind text, occurred_at timestamptz, delete_after date,
                               terms bytea[], sealed bytea) returns void
  language plpgsql security definer set search_path = public as $$
begin
  if acting_organisation() is not null and acting_organisation() <> organisation then
    raise exception 'not the archive of whoever acts';
  end if;
  insert into archived_record values (id, organisation, kind, occurred_at, delete_after, terms, sealed);
end
$$;

-- What was erased on somebody's request or at the end of a contract, so that it is erased again wherever a backup from
-- before is restored. It is sealed, and kept for longer than any backup is.
create table erasure_journal (
  id text primary key check (id ~ '^ers_[0-9A-Z]{26}$'),
  -- no reference: it may outlive the organisation
  organisation_id text not null,
  kind text not null check (kind in ('subject', 'organisation')),
  occurred_at timestamptz not null default now(),
  delete_after timestamptz not null default now() + interval '40 days',
  -- JSON, sealed by secrets.key
  sealed bytea not null
);
create index erasure_journal_delete_after on erasure_journal (delete_after);
alter table erasure_journal enable row level security;
create policy erasure_journal_by_operator on erasure_journal for select to pronto_operator using (acting_operator());
grant select on erasure_journal to pronto_operator;

create function note_erasure(id text, organisation text, kind text, sealed bytea) returns void
  language plpgsql security definer set search_path = public as $$
begin
  if acting_organisation() is not null and acting_organisation() <> organisation then
    raise exception 'not the journal of whoever acts';
  end if;
  insert into erasure_journal (id, organisation_id, kind, sealed) values (id, organisation, kind, sealed);
end
$$;
revoke execute on function archive_record, note_erasure from public;
grant execute on function archive_record, note_erasure to pronto_app;

-- What has a lifetime that nobody can choose leaves when that is over, at most so many rows at once: how many there were,
-- and the earliest and the latest time that they were of.
create or replace function sweep_lifetime(what text, at timestamptz, at_most integer)
  returns table (gone bigint, earliest timestamptz, latest timestamptz)
  language plpgsql security definer set search_path = public as $$
declare
  moment constant timestamptz := least(at, now());
  of_time constant text := case what
    when 'event' then 'occurred_at'
    when 'operator_event' then 'occurred_at'
    when 'call_charge' then 'started_at'
    when 'fraud_alarm' then 'tripped_at'
    when 'recording_audit' then 'day::timestamp at time zone ''UTC'''
    when 'archived_record' then 'occurred_at'
    when 'erasure_journal' then 'occurred_at'
  end;
  due constant text := case
    when what in ('event', 'operator_event', 'erasure_journal') then 'delete_after <= $1'
    else 'delete_after < paris_day($1)'
  end;
begin
  if of_time is null then
    raise exception '% has no lifetime', what;
  end if;
  return query execute format(
    'with deleted as (
       delete from %1$I where ctid = any(array(
         select ctid from %1$I where %2$s order by delete_after limit $2 for update skip locked))
       returning %3$s as of_time)
     select count(*), min(of_time), max(of_time) from deleted', what, due, of_time) using moment, at_most;
end
$$;
