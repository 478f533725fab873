-- Where a device stands, as its user or an administrator has declared: what whoever is called for help is told.
alter table device
  add column location jsonb check (jsonb_typeof(location) = 'object'),
  add column location_confirmed_at timestamptz,
  add check ((location is null) = (location_confirmed_at is null));

-- By which trunk, and as which number, calls for help leave.
create table emergency_route (
  id text primary key check (id ~ '^emr_'),
  trunk_id text not null constraint emergency_route_trunk references trunk on delete cascade,
  country text not null check (country ~ '^[A-Z]{2}$'),
  -- the number dialled; null for all
  service_code text check (service_code ~ '^[0-9]{2,6}$'),
  -- where the caller is, as the first two or three characters of INSEE's code; null for anywhere
  department text check (department ~ '^([0-9]{2,3}|2[AB])$'),
  -- what the carrier is to be called for; null for the number dialled
  number text check (number ~ '^\+?[0-9]{2,20}$'),
  -- the lower, the earlier it is tried
  priority integer not null default 10 check (priority between 0 and 1000),
  -- whether the carrier takes the caller's location in the INVITE (RFC 6442)
  location boolean not null default false,
  created_at timestamptz not null default now()
);
create index emergency_route_of_trunk on emergency_route (trunk_id);
alter table emergency_route enable row level security;
create policy emergency_route_by_operator on emergency_route using (acting_operator());
grant select, insert, update, delete on emergency_route to pronto_app;
create trigger directory after insert or update or delete on emergency_route
  for each statement execute function notify_directory();
create constraint trigger audit after insert or update or delete on emergency_route deferrable initially deferred
  for each row execute function audit_row('emergency_route', 'id');
