-- A directory that an organisation's people and groups are read from, now and then.
create table directory_import (
  organisation_id text primary key references organisation,
  kind text not null check (kind = 'okta'),
  url text not null check (length(url) between 1 and 500),
  -- sealed by secrets.key
  token bytea not null,
  interval_minutes integer not null check (interval_minutes between 15 and 10080),
  -- whether it is read without being asked to
  enabled boolean not null,
  created_at timestamptz not null default now()
);
alter table directory_import enable row level security;
create policy directory_import_of_organisation on directory_import
  using (organisation_id = acting_organisation());
grant select, insert, update, delete on directory_import to pronto_app;
create constraint trigger audit after insert or update or delete on directory_import deferrable initially deferred
  for each row execute function audit_row('directory_import', 'organisation_id', 'token');

-- The run that is asked for or under way, or else the last one.
create table directory_import_run (
  organisation_id text primary key references directory_import on delete cascade,
  state text not null check (state in ('queued', 'running', 'succeeded', 'failed')),
  -- whether more people may vanish at once than is likely
  forced boolean not null default false,
  -- grows with each beginning: whoever was taken for dead writes nothing any more
  attempt bigint not null default 0,
  -- when the process that runs it is taken for dead
  lease_until timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  created integer not null default 0,
  changed integer not null default 0,
  deactivated integer not null default 0,
  -- [{external_id, email, reason}]
  skipped jsonb not null default '[]',
  error text
);
alter table directory_import_run enable row level security;
create policy directory_import_run_of_organisation on directory_import_run
  using (organisation_id = acting_organisation());
grant select, insert, update on directory_import_run to pronto_app;

-- Who has come from the directory, and which groups have: nobody else is touched when they vanish there.
create table directory_import_user (
  organisation_id text not null references directory_import on delete cascade,
  user_id text primary key,
  -- whether the directory had them active the last time
  active boolean not null,
  foreign key (organisation_id, user_id) references user_account (organisation_id, id) on delete cascade
);
create index directory_import_user_of_organisation on directory_import_user (organisation_id);
alter table directory_import_user enable row level security;
create policy directory_import_user_of_organisation on directory_import_user
  using (organisation_id = acting_organisation());
grant select, insert, update on directory_import_user to pronto_app;

create table directory_import_group (
  organisation_id text not null references directory_import on delete cascade,
  group_id text primary key,
  foreign key (organisation_id, group_id)
    references provisioned_group (organisation_id, id) on delete cascade
);
create index directory_import_group_of_organisation on directory_import_group (organisation_id);
alter table directory_import_group enable row level security;
create policy directory_import_group_of_organisation on directory_import_group
  using (organisation_id = acting_organisation());
grant select, insert on directory_import_group to pronto_app;

-- Takes one that is asked for, or whose time has come, or whose process has died, for so many seconds.
create function claim_directory_import(lease_seconds integer)
  returns table (organisation_id text, attempt bigint, forced boolean)
  language sql security definer set search_path = public
begin atomic
  update directory_import_run r
     set state = 'running', attempt = r.attempt + 1, started_at = now(), finished_at = null,
         lease_until = now() + make_interval(secs => lease_seconds),
         created = 0, changed = 0, deactivated = 0, skipped = '[]', error = null
   where r.organisation_id = (
     select due.organisation_id from directory_import_run due
       join directory_import d on d.organisation_id = due.organisation_id
      where due.state = 'queued'
         or (due.state = 'running' and due.lease_until < now())
         or (due.state in ('succeeded', 'failed') and d.enabled
             and due.finished_at + make_interval(mins => d.interval_minutes) <= now())
      order by due.finished_at nulls first limit 1
      for update of due skip locked)
  returning r.organisation_id, r.attempt, r.forced;
end;
revoke execute on function claim_directory_import from public;
grant execute on function claim_directory_import to pronto_app;

-- Whoever reads directories is told that one is asked for.
create function notify_directory_import() returns trigger language plpgsql as $$
begin
  perform pg_notify('directory_import', '');
  return null;
end
$$;
create trigger asked_for after insert or update of state on directory_import_run
  for each row when (new.state = 'queued') execute function notify_directory_import();
