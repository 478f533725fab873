-- What a nightly look at a day's recordings came to: those of calls that began on that day (UTC) at one server.
create table recording_audit (
  id text primary key check (id ~ '^rau_'),
  organisation_id text not null references organisation,
  day date not null,
  -- the server that had the calls
  node text not null,
  -- the server that has looked
  audited_by text not null,
  audited_at timestamptz not null default now(),
  planned integer not null,
  available integer not null,
  empty integer not null,
  refused integer not null,
  failed integer not null,
  deleted integer not null,
  -- how many something was found about
  unaccounted integer not null,
  -- [{"finding", "recording_id", "call_id", "detail"}], the first thousand
  findings jsonb not null,
  -- as long as the CDRs that it is about
  delete_after date not null generated always as ((day + interval '12 months')::date) stored,
  constraint recording_audit_once unique (organisation_id, day, node)
);
create index recording_audit_newest on recording_audit (organisation_id, id desc);
create index recording_audit_delete_after on recording_audit (delete_after);
alter table recording_audit enable row level security;
create policy recording_audit_of_organisation on recording_audit
  using (organisation_id = acting_organisation());
grant select, insert, update, delete on recording_audit to pronto_app;

-- Whose recordings of a day, at which server, are to be looked at: nobody has, or records of more calls have come since.
create function recording_audits_due(wanted_day date) returns table (organisation_id text, node text)
  language sql stable security definer set search_path = public
begin atomic
  select c.organisation_id, c.node
    from cdr c
   where c.started_at >= wanted_day::timestamp at time zone 'UTC'
     and c.started_at < (wanted_day + 1)::timestamp at time zone 'UTC'
     and c.organisation_id is not null and cardinality(c.recording_ids) > 0
   group by c.organisation_id, c.node
  having sum(cardinality(c.recording_ids)) > coalesce(
    (select a.planned from recording_audit a
      where a.organisation_id = c.organisation_id and a.day = wanted_day and a.node = c.node), 0);
end;
revoke execute on function recording_audits_due from public;
grant execute on function recording_audits_due to pronto_app;
