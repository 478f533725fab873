-- Where an organisation's calls may go, and what stops them when they cost too much too fast. Both are decided twice:
-- by the organisation, and, as ceilings that it stays within, by the operator. Without a row the product's own
-- defaults hold, so that a new organisation is protected before anybody has thought of it.
create table destination_rule (
  organisation_id text not null references organisation,
  set_by text not null check (set_by in ('organisation', 'operator')),
  kind text not null check (kind in ('class', 'country', 'prefix')),
  -- a type of the numbering plan, ISO 3166 alpha-2 or the code of a network, or the beginning of a number as E.164
  value text not null check (value ~ '^([a-z_]{1,30}|[A-Z]{2}|\+[1-9][0-9]{0,14})$'),
  allowed boolean not null,
  primary key (organisation_id, set_by, kind, value)
);

create table fraud_rule (
  organisation_id text not null references organisation,
  set_by text not null check (set_by in ('organisation', 'operator')),
  name text not null check (name ~ '^[a-z_]{1,80}$'),
  -- null where it is as by default; the operator's are ceilings
  most numeric(12, 6) check (most >= 0),
  enabled boolean,
  cuts_calls boolean,
  primary key (organisation_id, set_by, name)
);

-- A breaker that has tripped: until it is released, or until ends_at, calls that it covers are refused.
create table fraud_alarm (
  id text primary key check (id ~ '^alm_'),
  organisation_id text not null references organisation,
  rule text not null,
  -- whose calls, or calls to where: empty for the organisation's
  subject text not null,
  most numeric(12, 6) not null,
  at_ceiling boolean not null,
  -- the call that was one too many
  call_id text not null,
  user_id text,
  number text not null,
  country text not null,
  tripped_at timestamptz not null,
  ends_at timestamptz,
  released_at timestamptz,
  -- who released it; null where it ended by itself
  released_by text,
  -- as the call's own record
  delete_after date not null generated always as
    ((tripped_at at time zone 'UTC' + interval '12 months')::date) stored
);
create unique index fraud_alarm_open on fraud_alarm (organisation_id, rule, subject) where released_at is null;
create index fraud_alarm_newest on fraud_alarm (organisation_id, id desc);
create index fraud_alarm_delete_after on fraud_alarm (delete_after);

-- To which countries somebody of the organisation has talked, since when and until when.
create table called_country (
  organisation_id text not null references organisation,
  country text not null,
  first_called_at timestamptz,
  last_called_at timestamptz,
  confirmed_at timestamptz,
  primary key (organisation_id, country)
);
-- For whom that is known from all call records there are.
create table called_country_known (
  organisation_id text primary key references organisation
);

alter table destination_rule enable row level security;
alter table fraud_rule enable row level security;
alter table fraud_alarm enable row level security;
alter table called_country enable row level security;
alter table called_country_known enable row level security;

create policy destination_rule_of_organisation on destination_rule
  using (organisation_id = acting_organisation())
  with check (organisation_id = acting_organisation() and set_by = 'organisation');
create policy destination_rule_by_operator on destination_rule to pronto_operator
  using (acting_operator() and set_by = 'operator') with check (acting_operator() and set_by = 'operator');
create policy fraud_rule_of_organisation on fraud_rule
  using (organisation_id = acting_organisation())
  with check (organisation_id = acting_organisation() and set_by = 'organisation');
create policy fraud_rule_by_operator on fraud_rule to pronto_operator
  using (acting_operator() and set_by = 'operator') with check (acting_operator() and set_by = 'operator');
-- A ceiling is seen by the organisation, and taken away by the operator alone.
create policy destination_rule_deleted on destination_rule as restrictive for delete
  using (set_by = case when acting_operator() then 'operator' else 'organisation' end);
create policy fraud_rule_deleted on fraud_rule as restrictive for delete
  using (set_by = case when acting_operator() then 'operator' else 'organisation' end);
create policy fraud_alarm_of_organisation on fraud_alarm using (organisation_id = acting_organisation());
-- The operator sees where its own ceilings were reached, and releases that.
create policy fraud_alarm_by_operator on fraud_alarm to pronto_operator using (acting_operator() and at_ceiling);
create policy called_country_of_organisation on called_country using (organisation_id = acting_organisation());
create policy called_country_by_operator on called_country to pronto_operator using (acting_operator());
create policy called_country_known_of_organisation on called_country_known
  using (organisation_id = acting_organisation());

grant select, insert, update, delete on destination_rule to pronto_app;
grant select, insert, update, delete on fraud_rule to pronto_app;
grant select, insert, update on fraud_alarm to pronto_app;
grant select, insert, update on called_country to pronto_app;
grant select, insert on called_country_known to pronto_app;

create constraint trigger audit after insert or update or delete on destination_rule deferrable initially deferred
  for each row execute function audit_row('destination_rule', 'value');
create constraint trigger audit after insert or update or delete on fraud_rule deferrable initially deferred
  for each row execute function audit_row('fraud_rule', 'name');
-- What it tells of its call is masked: call records are kept a year, and not a day longer.
create constraint trigger audit after insert or update on fraud_alarm deferrable initially deferred
  for each row execute function audit_row('fraud_alarm', 'id', 'number', 'call_id');

-- Whoever lets calls out is told when other rules hold, or a breaker has tripped or was released.
create function notify_fraud() returns trigger language plpgsql as $$
begin
  perform pg_notify('fraud', coalesce(new.organisation_id, old.organisation_id));
  return null;
end
$$;
create trigger fraud after insert or update or delete on destination_rule
  for each row execute function notify_fraud();
create trigger fraud after insert or update or delete on fraud_rule
  for each row execute function notify_fraud();
create trigger fraud after insert or update on fraud_alarm
  for each row execute function notify_fraud();

-- Kinds of mail are the application's.
alter table mail drop constraint mail_kind_check, add constraint mail_kind_check check (kind ~ '^[a-z_]{1,40}$');
