-- What a number does with its calls, version by version: of those that have begun the last one is in force, by the
-- clock and not by any job. None is ever changed.
alter table number_routing
  add column id text check (id ~ '^rtv_'),
  -- in which order they were published: of two that begin at the same moment the later one counts
  add column sequence bigint generated always as identity,
  add column effective_at timestamptz not null default now(),
  add column published_at timestamptz not null default now(),
  -- a user or an API key; null for what was there before versions were, or was done by the server
  add column published_by text,
  -- which older version it repeats
  add column repeats text check (repeats ~ '^rtv_');
-- A number's first version has been in force as long as the number has been there: whoever's clock is late finds it.
-- Nobody has changed anything, and nobody is told.
alter table number_routing disable trigger user;
update number_routing r set id = 'rtv_' || ulid(clock_timestamp()), effective_at = n.rented_at
  from phone_number n where n.number = r.number;
alter table number_routing enable trigger user;
alter table number_routing
  drop constraint number_routing_pkey,
  alter column id set not null,
  add primary key (id),
  drop constraint number_routing_schedule,
  -- A schedule that is needed is not deleted; the past versions that had it go with it, since none of them could be
  -- published again.
  add constraint number_routing_schedule foreign key (organisation_id, schedule_id)
    references schedule (organisation_id, id) on delete cascade;
create index number_routing_in_force on number_routing (organisation_id, number, effective_at, sequence);

-- What an organisation expects of calls: a change that would disappoint one of them is not published.
alter table phone_number add unique (organisation_id, number);
create table routing_test (
  id text primary key check (id ~ '^rtt_'),
  organisation_id text not null references organisation,
  name text not null check (length(name) between 1 and 200),
  number text not null,
  -- who calls; null for nobody who is known
  caller text check (caller ~ '^\+[1-9][0-9]{6,14}$'),
  presentation text not null check (presentation in ('shown', 'hidden', 'masked', 'malformed', 'missing')),
  -- with an offset, or by the wall clock of the number's schedule
  at text not null check (length(at) between 16 and 40),
  devices text not null check (devices in ('answer', 'busy', 'no_answer', 'unreachable')),
  -- where the call is to go: exactly one
  expected_user_id text,
  expected_number text check (expected_number ~ '^\+[1-9][0-9]{6,14}$'),
  expected_cause text check (expected_cause ~ '^[a-z_]+$'),
  created_at timestamptz not null default now(),
  check (num_nonnulls(expected_user_id, expected_number, expected_cause) = 1),
  check (presentation <> 'shown' or caller is not null),
  constraint routing_test_name unique (organisation_id, name),
  constraint routing_test_number foreign key (organisation_id, number)
    references phone_number (organisation_id, number) on delete cascade,
  -- Nobody can meet what is expected of somebody who is gone.
  constraint routing_test_expected_user foreign key (organisation_id, expected_user_id)
    references user_account (organisation_id, id) on delete cascade
);
create index routing_test_newest on routing_test (organisation_id, id desc);
create index routing_test_of_number on routing_test (organisation_id, number);
create index routing_test_of_user on routing_test (organisation_id, expected_user_id);
alter table routing_test enable row level security;
create policy routing_test_of_organisation on routing_test using (organisation_id = acting_organisation());
grant select, insert, update, delete on routing_test to pronto_app;
create constraint trigger audit after insert or update or delete on routing_test deferrable initially deferred
  for each row execute function audit_row('routing_test', 'id');
