-- What calls cost and what they are sold for. Money is numeric with six decimals, never a floating-point number.

-- A carrier's prices (buying), or the operator's own (selling): of one organisation, or of all that have none.
create table rate_deck (
  id text primary key check (id ~ '^rdk_'),
  kind text not null check (kind in ('buying', 'selling')),
  name text not null check (length(name) between 1 and 200),
  carrier_id text constraint rate_deck_carrier references carrier,
  organisation_id text constraint rate_deck_organisation references organisation,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  created_at timestamptz not null default now(),
  constraint rate_deck_name unique (name),
  check ((kind = 'buying') = (carrier_id is not null)),
  check (kind = 'selling' or organisation_id is null)
);
create unique index rate_deck_of_carrier on rate_deck (carrier_id) where kind = 'buying';
create unique index rate_deck_of_organisation on rate_deck (organisation_id) where organisation_id is not null;
create unique index rate_deck_by_default on rate_deck (currency) where kind = 'selling' and organisation_id is null;
alter table rate_deck enable row level security;
create policy rate_deck_by_operator on rate_deck to pronto_operator using (acting_operator());
grant select, insert, update, delete on rate_deck to pronto_operator;

-- What a deck says from a moment on, until the next version's. It is written whole and never changed; those of the past
-- stay, so that calls can be rated again.
create table rate_deck_version (
  id text primary key check (id ~ '^rdv_'),
  deck_id text not null references rate_deck on delete cascade,
  effective_from timestamptz not null,
  rates integer not null check (rates > 0),
  created_at timestamptz not null default now(),
  constraint rate_deck_version_from unique (deck_id, effective_from)
);
alter table rate_deck_version enable row level security;
create policy rate_deck_version_by_operator on rate_deck_version to pronto_operator using (acting_operator());
grant select, insert, delete on rate_deck_version to pronto_operator;

create table rate (
  version_id text not null references rate_deck_version on delete cascade,
  -- the digits with which numbers begin, country code first, without '+'
  prefix text collate "C" not null check (prefix ~ '^[1-9][0-9]{0,14}$'),
  description text not null check (length(description) <= 200),
  price_per_minute numeric(12, 6) not null check (price_per_minute >= 0),
  connection_fee numeric(12, 6) not null check (connection_fee >= 0),
  -- seconds that are billed at least, and the steps after them
  first_increment integer not null check (first_increment between 1 and 3600),
  next_increment integer not null check (next_increment between 1 and 3600),
  -- null: as long as the version holds
  valid_from timestamptz,
  valid_until timestamptz check (valid_until > valid_from),
  constraint rate_once unique nulls not distinct (version_id, prefix, valid_from)
);
alter table rate enable row level security;
create policy rate_by_operator on rate to pronto_operator using (acting_operator());
grant select, insert, delete on rate to pronto_operator;

-- Whether an organisation pays before it calls or after, in which currency, and what it has.
create table billing_account (
  organisation_id text primary key references organisation on delete cascade,
  mode text not null default 'postpaid' check (mode in ('prepaid', 'postpaid')),
  currency text not null default 'EUR' check (currency ~ '^[A-Z]{3}$'),
  -- below it the organisation is warned
  low_balance numeric(18, 6) not null default 0 check (low_balance >= 0),
  warned boolean not null default false,
  -- the sum of its ledger; only the ledger changes it
  balance numeric(18, 6) not null default 0
);
alter table billing_account enable row level security;
create policy billing_account_of_organisation on billing_account to pronto_app
  using (organisation_id = acting_organisation());
create policy billing_account_by_operator on billing_account to pronto_operator using (acting_operator());
-- to lock a row is to update it; what else is changed is guarded by columns
grant select, update (warned) on billing_account to pronto_app;
grant update (mode, currency, low_balance, warned) on billing_account to pronto_operator;

insert into billing_account (organisation_id) select id from organisation;
create function open_billing_account() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  insert into billing_account (organisation_id) values (new.id);
  return null;
end
$$;
revoke execute on function open_billing_account from public;
create trigger billing_account after insert on organisation for each row execute function open_billing_account();

-- What came and went, for good: the balance is its sum.
create table ledger_entry (
  id text primary key check (id ~ '^led_'),
  organisation_id text not null references billing_account,
  kind text not null check (kind in ('top_up', 'call', 'rent', 'adjustment')),
  -- what comes is positive, what goes negative
  amount numeric(18, 6) not null,
  currency text not null,
  -- of the account, after this
  balance numeric(18, 6) not null,
  -- what it is for: a call, a number and a month
  reference text check (length(reference) <= 200),
  note text not null default '' check (length(note) <= 500),
  created_at timestamptz not null default now(),
  check (kind <> 'top_up' or amount > 0),
  check (kind not in ('call', 'rent') or (amount <= 0 and reference is not null)),
  constraint ledger_entry_once unique (organisation_id, kind, reference)
);
create index ledger_entry_newest on ledger_entry (organisation_id, id desc);
alter table ledger_entry enable row level security;
create policy ledger_entry_of_organisation on ledger_entry to pronto_app
  using (organisation_id = acting_organisation());
create policy ledger_entry_by_operator on ledger_entry to pronto_operator using (acting_operator());
grant select on ledger_entry to pronto_app;

create function refuse_ledger_change() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is only added to';
end
$$;
create trigger only_added_to before update or delete or truncate on ledger_entry
  for each statement execute function refuse_ledger_change();

-- Adds an entry and moves the balance with it; null when there is one of that kind for that reference. Organisations'
-- transactions add what calls and numbers cost, the operator's add anything.
create function add_ledger_entry(entry text, organisation text, entry_kind text, entry_amount numeric,
                                 entry_reference text, entry_note text) returns ledger_entry
  language plpgsql security definer set search_path = public as $$
declare
  account billing_account;
  added ledger_entry;
begin
  if not (acting_operator() or (organisation = acting_organisation() and entry_kind in ('call', 'rent'))) then
    raise exception 'nobody may add that entry';
  end if;
  select * into account from billing_account where organisation_id = organisation for update;
  if not found then
    return null;
  end if;
  if exists (select from ledger_entry l where l.organisation_id = organisation and l.kind = entry_kind
                                          and l.reference = entry_reference) then
    return null;
  end if;
  insert into ledger_entry (id, organisation_id, kind, amount, currency, balance, reference, note)
  values (entry, organisation, entry_kind, entry_amount, account.currency, account.balance + entry_amount,
          entry_reference, entry_note)
  returning * into added;
  update billing_account
     set balance = added.balance, warned = warned and not (entry_amount > 0 and added.balance >= low_balance)
   where organisation_id = organisation;
  return added;
end
$$;
revoke execute on function add_ledger_entry from public;
grant execute on function add_ledger_entry to pronto_app;

-- Money that a call under way may spend, of a prepaid account. When it has expired without having been settled, its
-- server is gone, and it counts no more.
create table credit_lease (
  call_id text primary key check (call_id ~ '^call_'),
  organisation_id text not null references billing_account,
  amount numeric(18, 6) not null check (amount >= 0),
  expires_at timestamptz not null
);
create index credit_lease_of_organisation on credit_lease (organisation_id, expires_at);
alter table credit_lease enable row level security;
create policy credit_lease_of_organisation on credit_lease to pronto_app
  using (organisation_id = acting_organisation());
create policy credit_lease_by_operator on credit_lease to pronto_operator using (acting_operator());
grant select, insert, update, delete on credit_lease to pronto_app;

-- What a call cost and was sold for. It goes with the call's record.
create table call_charge (
  call_id text primary key check (call_id ~ '^call_'),
  organisation_id text not null references organisation,
  started_at timestamptz not null,
  -- whole seconds talked, and those that were billed after increments
  seconds integer not null,
  billed_seconds integer not null,
  -- what the organisation pays; null when no price was set for the number
  price numeric(18, 6),
  currency text not null,
  -- what could not be taken from a prepaid balance, since its lease had run out with its server
  uncollected numeric(18, 6) not null default 0,
  selling_version_id text,
  selling_prefix text,
  -- what the operator pays, which is its own business
  trunk_id text,
  cost numeric(18, 6),
  cost_currency text,
  buying_version_id text,
  buying_prefix text,
  delete_after date not null generated always as
    ((started_at at time zone 'UTC' + interval '12 months')::date) stored
);
create index call_charge_of_organisation on call_charge (organisation_id, call_id desc);
create index call_charge_delete_after on call_charge (delete_after);
alter table call_charge enable row level security;
create policy call_charge_of_organisation on call_charge to pronto_app
  using (organisation_id = acting_organisation());
grant insert on call_charge to pronto_app;
grant select (call_id, organisation_id, started_at, seconds, billed_seconds, price, currency, uncollected,
              selling_version_id, selling_prefix, delete_after) on call_charge to pronto_app;

-- By which carrier a trunk leads, for what a call by it cost.
create function carrier_of_trunk(wanted text) returns text
  language sql stable security definer set search_path = public
  return (select carrier_id from trunk where id = wanted);
revoke execute on function carrier_of_trunk from public;
grant execute on function carrier_of_trunk to pronto_app;

-- The calls of a period that were charged, with their numbers, to rate them again by other prices: for the operator, who
-- sees no more of them than the sums. In order, after a given one.
create function charged_calls(since timestamptz, until timestamptz, organisation text, after text, most integer)
  returns table (call_id text, organisation_id text, number text, started_at timestamptz, seconds integer,
                 carrier_id text, price numeric, currency text, cost numeric, cost_currency text, country text)
  language sql stable security definer set search_path = public
begin atomic
  select h.call_id, h.organisation_id, c.called_number, h.started_at, h.seconds, t.carrier_id, h.price, h.currency,
         h.cost, h.cost_currency, o.country
    from call_charge h
    join organisation o on o.id = h.organisation_id
    join cdr c on c.id = h.call_id and c.started_at = h.started_at
    left join trunk t on t.id = h.trunk_id
   where acting_operator() and h.started_at >= since and h.started_at < until
     and (organisation is null or h.organisation_id = organisation)
     and (after is null or h.call_id > after)
   order by h.call_id limit least(most, 5000);
end;
revoke execute on function charged_calls from public;
grant execute on function charged_calls to pronto_operator;

-- Attempts by trunks since a moment, as their legs tell, for whoever measures quality: no numbers, only how they begin.
create function trunk_attempts(since timestamptz)
  returns table (trunk_id text, destination text, status integer, answered boolean, delay_millis bigint)
  language sql stable security definer set search_path = public
begin atomic
  select t.id, substr(c.called_number, 2, 4), (l ->> 'sip_status')::integer, l ->> 'answered_at' is not null,
         case when c.called_trunk_id = t.id or c.ringing_at >= (l ->> 'started_at')::timestamptz
              then floor(extract(epoch from c.ringing_at - (l ->> 'started_at')::timestamptz) * 1000)::bigint end
    from cdr c, json_array_elements(c.legs) l, trunk t
   where c.started_at >= since and c.direction = 'outbound' and c.called_number like '+%'
     and l ->> 'role' = 'called'
     and t.id = coalesce(l ->> 'trunk_id', (select min(n.id) from trunk n where n.name = l ->> 'target'));
end;
revoke execute on function trunk_attempts from public;
grant execute on function trunk_attempts to pronto_operator;

-- Whoever keeps prices in memory is told when they, or who pays how, may have changed.
create function notify_rates() returns trigger language plpgsql as $$
begin
  perform pg_notify('rates', '');
  return null;
end
$$;
create trigger rates after insert or update or delete on rate_deck
  for each statement execute function notify_rates();
create trigger rates after insert or delete on rate_deck_version
  for each statement execute function notify_rates();
create trigger rates after insert or update of mode, currency on billing_account
  for each statement execute function notify_rates();

create constraint trigger audit after insert or update or delete on rate_deck deferrable initially deferred
  for each row execute function audit_row('rate_deck', 'id');
create constraint trigger audit after insert or delete on rate_deck_version deferrable initially deferred
  for each row execute function audit_row('rate_deck_version', 'id');
create constraint trigger audit after update of mode, currency, low_balance on billing_account
  deferrable initially deferred
  for each row execute function audit_row('billing_account', 'organisation_id');
create constraint trigger audit after insert on ledger_entry deferrable initially deferred
  for each row when (new.kind in ('top_up', 'adjustment')) execute function audit_row('ledger_entry', 'id');
