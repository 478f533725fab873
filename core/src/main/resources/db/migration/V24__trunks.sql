-- Trunks by address or by registration, over TLS too, ordered, capped, watched, and spoken to in each carrier's way.
alter table trunk
  add column authentication text not null default 'address' check (authentication in ('address', 'registration')),
  add column username text check (length(username) between 1 and 200),
  -- sealed by secrets.key
  add column sealed_password bytea,
  -- the realm whose challenges are answered; any of the carrier's when null
  add column realm text check (length(realm) between 1 and 200),
  -- who, beside the system's own list, vouches for the carrier's certificate: PEM
  add column authority text check (length(authority) between 1 and 65536),
  -- the lower, the earlier it is tried
  add column priority integer not null default 10 check (priority between 0 and 1000),
  -- its share of the calls among those of one priority
  add column weight integer not null default 10 check (weight between 0 and 1000),
  add column max_calls_per_second integer check (max_calls_per_second > 0),
  -- seconds between two OPTIONS; nobody asks when null
  add column health_interval integer check (health_interval between 1 and 3600),
  -- how many in a row take it down and bring it up again
  add column health_failures integer not null default 3 check (health_failures between 1 and 100),
  add column health_successes integer not null default 2 check (health_successes between 1 and 100),
  -- what may be spoken, best first; whatever the parties like when empty
  add column codecs text[] not null default '{}' check (cardinality(codecs) <= 20),
  -- how numbers are written: {country, called, caller, inbound: {style, prefix}}
  add column numbers jsonb not null default '{}',
  add constraint trunk_registration check (
    (authentication = 'registration') = (username is not null and sealed_password is not null)),
  drop constraint trunk_transport_check,
  add constraint trunk_transport_check check (transport in ('udp', 'tcp', 'tls')),
  drop constraint trunk_addresses_check,
  add constraint trunk_addresses_check check (
    cardinality(addresses) <= 100 and (authentication = 'registration' or cardinality(addresses) >= 1));

drop trigger audit on trunk;
create constraint trigger audit after insert or update or delete on trunk deferrable initially deferred
  for each row execute function audit_row('trunk', 'id', 'sealed_password');

-- What happens to what the operator runs, and is told to its staff.
create table operator_event (
  id text primary key check (id ~ '^evt_'),
  type text not null check (type ~ '^[a-z_]+(\.[a-z_]+)+$'),
  occurred_at timestamptz not null,
  data jsonb not null,
  delete_after timestamptz not null default now() + interval '30 days'
);
create index operator_event_delete_after on operator_event (delete_after);
alter table operator_event enable row level security;
create policy operator_event_by_operator on operator_event using (acting_operator());
grant select, insert on operator_event to pronto_app;
