-- What is kept of each call attempt, a partition for each month (UTC) in which it began. It is
-- written once and never changed.
create table cdr (
  id text not null check (id ~ '^call_'),
  -- null: the number called was nobody's, and the record is the operator's
  organisation_id text references organisation,
  direction text not null check (direction in ('inbound', 'outbound', 'internal')),
  caller_number text not null,
  caller_name text not null,
  caller_user_id text,
  caller_device_id text,
  caller_trunk_id text,
  called_number text not null,
  called_name text not null,
  called_user_id text,
  called_device_id text,
  called_trunk_id text,
  started_at timestamptz not null,
  ringing_at timestamptz,
  answered_at timestamptz,
  ended_at timestamptz not null,
  cause text not null,
  sip_status integer not null,
  ended_by text not null,
  diversions text[] not null,
  legs jsonb not null,
  recording_ids text[] not null,
  node text not null,
  -- whole seconds, from the INVITE and from the answer to the end
  duration integer not null generated always as
    (floor(extract(epoch from ended_at - started_at))::integer) stored,
  talked integer not null generated always as
    (coalesce(floor(extract(epoch from ended_at - answered_at))::integer, 0)) stored,
  -- 12 months from the call, by law (CPCE art. L.34-1 and R.10-13): no shorter, no longer
  delete_after date not null generated always as
    ((started_at at time zone 'UTC' + interval '12 months')::date) stored,
  -- a call's id never has two beginnings, so this is one row per call
  constraint cdr_once primary key (id, started_at),
  check (ended_at >= started_at)
) partition by range (started_at);
create index cdr_newest on cdr (organisation_id, id desc);
create index cdr_by_caller on cdr (organisation_id, caller_number, id desc);
create index cdr_by_called on cdr (organisation_id, called_number, id desc);
create index cdr_by_caller_user on cdr (caller_user_id, id desc) where caller_user_id is not null;
create index cdr_by_called_user on cdr (called_user_id, id desc) where called_user_id is not null;
alter table cdr enable row level security;
create policy cdr_of_organisation on cdr using (organisation_id = acting_organisation());
create policy cdr_of_nobody on cdr using (acting_operator() and organisation_id is null);
grant select, insert on cdr to pronto_app;

-- For a month that nobody has prepared. Partitions are reached through cdr only: they have no
-- grants, and row-level security without a policy.
create table cdr_default partition of cdr default;
alter table cdr_default enable row level security;

-- Makes the partition of the month of a day, and moves there what fell into cdr_default meanwhile.
-- False when it is there already.
create function open_cdr_month(day date) returns boolean
  language plpgsql security definer set search_path = public as $$
declare
  first date := date_trunc('month', day)::date;
  since timestamptz := first::timestamp at time zone 'UTC';
  until timestamptz := (first + interval '1 month') at time zone 'UTC';
  part text := 'cdr_' || to_char(first, 'YYYY_MM');
  written text;
begin
  perform pg_advisory_xact_lock(hashtext('open_cdr_month'));
  if to_regclass(part) is not null then
    return false;
  end if;
  lock table cdr in access exclusive mode;
  select string_agg(quote_ident(attname), ', ') into written from pg_attribute
   where attrelid = 'cdr'::regclass and attnum > 0 and not attisdropped and attgenerated = '';
  execute format('create table %I (like cdr including generated including constraints)', part);
  execute format('alter table %I enable row level security', part);
  execute format(
    'with moved as (delete from cdr_default where started_at >= %L and started_at < %L returning *)
       insert into %I (%s) select %s from moved', since, until, part, written, written);
  execute format('alter table cdr attach partition %I for values from (%L) to (%L)', part, since, until);
  return true;
end
$$;

-- What happened, for webhooks and streams. Sequences have no gap: whoever takes the next one holds
-- its organisation's row until the event is committed, so no later one is seen before it.
create table event_sequence (
  organisation_id text primary key references organisation,
  last bigint not null
);
alter table event_sequence enable row level security;
create policy event_sequence_of_organisation on event_sequence
  using (organisation_id = acting_organisation());
grant select, insert, update on event_sequence to pronto_app;

create table event (
  organisation_id text not null references organisation,
  sequence bigint not null,
  id text not null check (id ~ '^evt_'),
  type text not null check (type ~ '^[a-z_]+(\.[a-z_]+)+$'),
  occurred_at timestamptz not null,
  data jsonb not null,
  delete_after timestamptz not null default now() + interval '30 days',
  primary key (organisation_id, sequence),
  -- one that is sent twice, because the answer was lost, is kept once
  constraint event_once unique (organisation_id, id)
);
create index event_delete_after on event (delete_after);
alter table event enable row level security;
create policy event_of_organisation on event using (organisation_id = acting_organisation());
grant select, insert on event to pronto_app;

-- Whoever follows an organisation's events is told that there are more.
create function notify_event() returns trigger language plpgsql as $$
begin
  perform pg_notify('event', organisation_id) from (select distinct organisation_id from added) a;
  return null;
end
$$;
create trigger event after insert on event referencing new table as added
  for each statement execute function notify_event();
