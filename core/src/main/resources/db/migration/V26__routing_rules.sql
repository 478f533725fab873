-- When calls are taken: weekly hours in a time zone, public holidays, exceptions, and a hand on the switch. Numbers
-- share it. What is in hours and exceptions is read and written whole.
create table schedule (
  id text primary key check (id ~ '^sch_'),
  organisation_id text not null references organisation,
  name text not null check (length(name) between 1 and 200),
  -- of the IANA time zone database
  time_zone text not null check (length(time_zone) between 1 and 64),
  -- [{"day": "monday", "from": "09:00", "to": "12:30"}, …] by the wall clock
  hours jsonb not null check (jsonb_typeof(hours) = 'array'),
  holidays text not null default 'none' check (holidays in ('none', 'fr', 'fr_alsace_moselle', 'it')),
  -- [{"date": "2026-12-24", "name": "Christmas Eve", "open": [{"from": "09:00", "to": "12:00"}]}, …]
  exceptions jsonb not null default '[]' check (jsonb_typeof(exceptions) = 'array'),
  override_state text check (override_state in ('open', 'closed')),
  -- null: until it is lifted
  override_until timestamptz,
  created_at timestamptz not null default now(),
  constraint schedule_name unique (organisation_id, name),
  unique (organisation_id, id),
  check (override_state is not null or override_until is null)
);
alter table schedule enable row level security;
create policy schedule_of_organisation on schedule using (organisation_id = acting_organisation());
grant select, insert, update, delete on schedule to pronto_app;

-- What a number does with its calls beside ringing its user.
create table number_routing (
  organisation_id text not null references organisation,
  number text not null references phone_number on delete cascade,
  -- null: calls are taken at any time
  schedule_id text,
  -- where calls go outside the hours: at most one, none: the caller is told that nobody is available
  closed_user_id text,
  closed_number text check (closed_number ~ '^\+[1-9][0-9]{6,14}$'),
  closed_answer text check (closed_answer in ('busy', 'unavailable', 'decline')),
  -- what becomes of a caller whose number is not shown, and why it is not
  hidden text not null default 'accept' check (hidden in ('accept', 'reject')),
  masked text not null default 'accept' check (masked in ('accept', 'reject')),
  malformed text not null default 'accept' check (malformed in ('accept', 'reject')),
  missing text not null default 'accept' check (missing in ('accept', 'reject')),
  primary key (organisation_id, number),
  check (num_nonnulls(closed_user_id, closed_number, closed_answer) <= 1),
  constraint number_routing_schedule foreign key (organisation_id, schedule_id)
    references schedule (organisation_id, id),
  constraint number_routing_closed_user foreign key (organisation_id, closed_user_id)
    references user_account (organisation_id, id) on delete set null (closed_user_id)
);
create index number_routing_of_number on number_routing (number);
create index number_routing_of_schedule on number_routing (organisation_id, schedule_id);
create index number_routing_of_user on number_routing (organisation_id, closed_user_id);
alter table number_routing enable row level security;
create policy number_routing_of_organisation on number_routing using (organisation_id = acting_organisation());
grant select, insert, update, delete on number_routing to pronto_app;

-- Where a user's calls go instead; of each pair at most one is set.
create table forwarding (
  organisation_id text not null references organisation,
  user_id text primary key,
  do_not_disturb boolean not null default false,
  always_user_id text,
  always_number text,
  busy_user_id text,
  busy_number text,
  no_answer_user_id text,
  no_answer_number text,
  -- how long the user's devices ring; null: as long as the server lets them
  no_answer_seconds integer check (no_answer_seconds between 5 and 120),
  unreachable_user_id text,
  unreachable_number text,
  check (num_nonnulls(always_user_id, always_number) <= 1 and num_nonnulls(busy_user_id, busy_number) <= 1
    and num_nonnulls(no_answer_user_id, no_answer_number) <= 1
    and num_nonnulls(unreachable_user_id, unreachable_number) <= 1),
  constraint forwarding_user foreign key (organisation_id, user_id)
    references user_account (organisation_id, id) on delete cascade,
  constraint forwarding_always foreign key (organisation_id, always_user_id)
    references user_account (organisation_id, id) on delete set null (always_user_id),
  constraint forwarding_busy foreign key (organisation_id, busy_user_id)
    references user_account (organisation_id, id) on delete set null (busy_user_id),
  constraint forwarding_no_answer foreign key (organisation_id, no_answer_user_id)
    references user_account (organisation_id, id) on delete set null (no_answer_user_id),
  constraint forwarding_unreachable foreign key (organisation_id, unreachable_user_id)
    references user_account (organisation_id, id) on delete set null (unreachable_user_id)
);
create index forwarding_always_to on forwarding (organisation_id, always_user_id) where always_user_id is not null;
create index forwarding_busy_to on forwarding (organisation_id, busy_user_id) where busy_user_id is not null;
create index forwarding_no_answer_to on forwarding (organisation_id, no_answer_user_id)
  where no_answer_user_id is not null;
create index forwarding_unreachable_to on forwarding (organisation_id, unreachable_user_id)
  where unreachable_user_id is not null;
alter table forwarding enable row level security;
create policy forwarding_of_organisation on forwarding using (organisation_id = acting_organisation());
grant select, insert, update, delete on forwarding to pronto_app;

-- Callers who are refused, and those who always get through, of an organisation or of one of its users.
create table listed_caller (
  id text primary key check (id ~ '^lst_'),
  organisation_id text not null references organisation,
  -- null: for the whole organisation
  user_id text,
  list text not null check (list in ('blocked', 'vip')),
  -- a whole number, or the beginning of numbers
  number text not null check (number ~ '^\+[1-9][0-9]{0,14}$'),
  match text not null check (match in ('exact', 'prefix')),
  reason text not null default '' check (length(reason) <= 500),
  -- what a blocked caller is answered
  answer text check (answer in ('busy', 'decline', 'unwanted')),
  -- whether a VIP gets through outside the hours
  outside_hours boolean,
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  check ((list = 'blocked') = (answer is not null) and (list = 'vip') = (outside_hours is not null)),
  constraint listed_caller_once unique nulls not distinct (organisation_id, user_id, list, number, match),
  constraint listed_caller_user foreign key (organisation_id, user_id)
    references user_account (organisation_id, id) on delete cascade
);
create index listed_caller_newest on listed_caller (organisation_id, id desc);
create index listed_caller_of_user on listed_caller (organisation_id, user_id);
alter table listed_caller enable row level security;
create policy listed_caller_of_organisation on listed_caller using (organisation_id = acting_organisation());
grant select, insert, update, delete on listed_caller to pronto_app;

create trigger directory after insert or update or delete on schedule
  for each statement execute function notify_directory();
create trigger directory after insert or update or delete on number_routing
  for each statement execute function notify_directory();
create trigger directory after insert or update or delete on forwarding
  for each statement execute function notify_directory();
create trigger directory after insert or update or delete on listed_caller
  for each statement execute function notify_directory();

create constraint trigger audit after insert or update or delete on schedule deferrable initially deferred
  for each row execute function audit_row('schedule', 'id');
create constraint trigger audit after insert or update or delete on number_routing deferrable initially deferred
  for each row execute function audit_row('number_routing', 'number');
create constraint trigger audit after insert or update or delete on forwarding deferrable initially deferred
  for each row execute function audit_row('forwarding', 'user_id');
create constraint trigger audit after insert or update or delete on listed_caller deferrable initially deferred
  for each row execute function audit_row('listed_caller', 'id');
