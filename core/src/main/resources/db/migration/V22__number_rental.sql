-- Numbers from search to quarantine: what the operator decides for each kind, who is asked for more of them, what a
-- customer must prove, and each rental's life.

alter table number_block drop constraint number_block_type_check;
alter table number_block add constraint number_block_type_check check (type in ('geographic', 'non_geographic',
  'mobile', 'toll_free', 'shared_cost', 'premium', 'platform', 'verified'));

-- What the operator decides for numbers of a country and type. Where it has decided nothing: no price, no documents,
-- the quarantine and the reservation that NumberPolicy.java says.
create table number_policy (
  country text not null check (country ~ '^[A-Z]{2}$'),
  type text not null,
  -- what a number costs a month
  monthly_price numeric(18, 6) check (monthly_price >= 0),
  currency text check (currency ~ '^[A-Z]{3}$'),
  quarantine_days integer not null check (quarantine_days between 0 and 730),
  reservation_minutes integer not null check (reservation_minutes between 1 and 43200),
  -- what must be proved before it is ordered
  documents text[] not null check (documents <@ '{identity,address,proof}'),
  primary key (country, type),
  check ((monthly_price is null) = (currency is null))
);
alter table number_policy enable row level security;
-- what a number costs and demands is no secret
create policy number_policy_to_all on number_policy for select using (true);
create policy number_policy_by_operator on number_policy to pronto_operator using (acting_operator());
grant select, insert, update, delete on number_policy to pronto_app;
create constraint trigger audit after insert or update or delete on number_policy deferrable initially deferred
  for each row execute function audit_row('number_policy', 'type');

-- A carrier's wholesale API.
create table number_provider (
  id text primary key check (id ~ '^npr_'),
  carrier_id text not null constraint number_provider_carrier references carrier,
  name text not null constraint number_provider_name unique check (length(name) between 1 and 200),
  kind text not null check (kind in ('didww', 'telnyx', 'vonage')),
  base_url text not null check (length(base_url) between 1 and 500),
  -- sealed by secrets.key: what proves that we are us, and that its notices are its own
  credentials bytea not null,
  enabled boolean not null,
  -- when its numbers are compared with ours next
  reconcile_at timestamptz not null,
  reconciled_at timestamptz,
  -- why the last comparison failed
  reconcile_error text,
  created_at timestamptz not null default now()
);
alter table number_provider enable row level security;
create policy number_provider_by_operator on number_provider to pronto_operator using (acting_operator());
grant select, insert, update, delete on number_provider to pronto_app;
create constraint trigger audit after insert or update or delete on number_provider deferrable initially deferred
  for each row execute function
    audit_row('number_provider', 'id', 'credentials', 'reconcile_at', 'reconciled_at', 'reconcile_error');

-- What a customer proves for numbers of a country and type. Its contents are for the operator who reviews it.
create table regulatory_file (
  id text primary key check (id ~ '^rgf_'),
  organisation_id text not null references organisation,
  country text not null check (country ~ '^[A-Z]{2}$'),
  type text not null,
  -- which of identity, address and proof are in it
  documents text[] not null,
  -- sealed by secrets.key
  contents bytea not null,
  state text not null default 'pending' check (state in ('pending', 'approved', 'rejected')),
  reason text not null default '',
  created_at timestamptz not null default now(),
  reviewed_at timestamptz
);
create index regulatory_file_of_organisation on regulatory_file (organisation_id, id);
create index regulatory_file_pending on regulatory_file (id) where state = 'pending';
alter table regulatory_file enable row level security;
create policy regulatory_file_of_organisation on regulatory_file using (organisation_id = acting_organisation());
create policy regulatory_file_by_operator on regulatory_file to pronto_operator using (acting_operator());
grant select, insert, update on regulatory_file to pronto_app;
create constraint trigger audit after insert or update or delete on regulatory_file deferrable initially deferred
  for each row execute function audit_row('regulatory_file', 'id', 'contents');

-- A number on its way through a customer's hands. RentalState.java says which state may follow which.
create table number_rental (
  id text primary key check (id ~ '^rnt_'),
  organisation_id text not null references organisation,
  number text not null check (number ~ '^\+[1-9][0-9]{6,14}$'),
  country text not null check (country ~ '^[A-Z]{2}$'),
  type text not null,
  use text not null default 'people' check (use in ('people', 'platform')),
  -- where it is from; neither once it is given back
  block_id text constraint phone_number_block references number_block,
  provider_id text constraint number_rental_provider references number_provider,
  state text not null check (state in ('reserving', 'reserved', 'ordered', 'active', 'quarantined', 'available',
    'ported', 'cancelled', 'expired', 'failed')),
  -- why it failed
  reason text not null default '',
  -- until when a reservation holds, or a quarantine lasts
  until timestamptz,
  -- what it costs a month, as agreed when it was reserved
  monthly_price numeric(18, 6),
  currency text,
  -- by what the provider knows the offer, the reservation, the order and the number
  offer_ref text not null default '',
  reservation_ref text not null default '',
  order_ref text not null default '',
  created_at timestamptz not null,
  activated_at timestamptz,
  -- the first and the last day for which rent is owed
  rent_from date,
  rent_to date
);
-- Of those who want the same number one gets it.
create unique index number_rental_taken on number_rental (number)
  where state in ('reserving', 'reserved', 'ordered', 'active', 'quarantined');
create index number_rental_of_organisation on number_rental (organisation_id, id);
create index number_rental_until on number_rental (until) where state in ('reserving', 'reserved', 'quarantined');
create index number_rental_of_order on number_rental (provider_id, order_ref);
create index number_rental_of_block on number_rental (block_id);
create index number_rental_rent on number_rental (organisation_id, rent_from) where rent_from is not null;
alter table number_rental enable row level security;
create policy number_rental_of_organisation on number_rental using (organisation_id = acting_organisation());
create policy number_rental_by_operator on number_rental for select to pronto_operator using (acting_operator());
grant select, insert, update on number_rental to pronto_app;
create constraint trigger audit after insert or update or delete on number_rental deferrable initially deferred
  for each row execute function audit_row('number_rental', 'id');

-- What is to be asked of a provider for a rental: written before it is asked, gone when it is answered.
create table number_task (
  rental_id text primary key references number_rental on delete cascade,
  organisation_id text not null references organisation,
  kind text not null check (kind in ('reserve', 'order', 'check', 'unreserve', 'release')),
  due_at timestamptz not null,
  -- how often it was begun: from the second time on, an earlier one may have got through
  attempts integer not null default 0,
  lease_until timestamptz,
  error text not null default ''
);
create index number_task_due on number_task (due_at);
alter table number_task enable row level security;
create policy number_task_of_organisation on number_task using (organisation_id = acting_organisation());
create policy number_task_by_operator on number_task for select to pronto_operator using (acting_operator());
grant select, insert, update, delete on number_task to pronto_app;
create function notify_number_task() returns trigger language plpgsql as $$
begin
  perform pg_notify('number_task', '');
  return null;
end
$$;
create trigger asked_for after insert or update of kind on number_task
  for each row execute function notify_number_task();

-- Where a provider's numbers and ours differ.
create table number_drift (
  id text primary key check (id ~ '^drf_'),
  provider_id text not null references number_provider on delete cascade,
  number text not null,
  -- missing_there: rented from us and not ours there; unknown_here: ours there, and nobody's here
  kind text not null check (kind in ('missing_there', 'unknown_here')),
  organisation_id text references organisation,
  found_at timestamptz not null,
  resolved_at timestamptz
);
create unique index number_drift_open on number_drift (provider_id, number, kind) where resolved_at is null;
alter table number_drift enable row level security;
create policy number_drift_by_operator on number_drift to pronto_operator using (acting_operator());
grant select, insert, update on number_drift to pronto_app;
create constraint trigger audit after insert or update or delete on number_drift deferrable initially deferred
  for each row execute function audit_row('number_drift', 'number');

-- A number called by people may come from a block, from a provider, or from another operator.
alter table phone_number alter column block_id drop not null;
alter table phone_number add column provider_id text constraint number_rental_provider references number_provider;

-- The numbers of blocks that nobody has, as ranges: a search reads a few of them, however many numbers there are.
create table free_range (
  block_id text not null references number_block on delete cascade,
  low bigint not null,
  high bigint not null,
  country text not null,
  type text not null,
  check (low <= high),
  primary key (block_id, low)
);
create index free_range_of_both on free_range (country, type, high);
create index free_range_of_country on free_range (country, high);
create index free_range_of_type on free_range (type, high);
create index free_range_of_any on free_range (high);
alter table free_range enable row level security;

create function keep_free_ranges() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if tg_op = 'INSERT' then
    insert into free_range (block_id, low, high, country, type)
    values (new.id, lower(new.numbers), upper(new.numbers) - 1, new.country, new.type);
  else
    update free_range set type = new.type, country = new.country where block_id = new.id;
  end if;
  return null;
end
$$;
create trigger free_ranges after insert or update of type, country on number_block
  for each row execute function keep_free_ranges();

-- Takes a number out of the free ones; the block that it is from, and none when it is not free. Whoever takes from a
-- block waits for whoever else does.
create function take_number(wanted text) returns text
  language plpgsql security definer set search_path = public as $$
declare
  n bigint := substr(wanted, 2)::bigint;
  block text;
  r free_range;
begin
  select id into block from number_block where numbers @> n and length(first) = length(wanted)
     for no key update;
  delete from free_range where block_id = block and low <= n and high >= n returning * into r;
  if r.block_id is null then
    return null;
  end if;
  if r.low < n then
    insert into free_range values (r.block_id, r.low, n - 1, r.country, r.type);
  end if;
  if r.high > n then
    insert into free_range values (r.block_id, n + 1, r.high, r.country, r.type);
  end if;
  return block;
end
$$;

-- Puts a number back among the free ones of its block, unless somebody has it.
create function free_number(given text) returns void
  language plpgsql security definer set search_path = public as $$
declare
  n bigint := substr(given, 2)::bigint;
  b number_block;
  lowest bigint := n;
  highest bigint := n;
begin
  select * into b from number_block where numbers @> n and length(first) = length(given)
     for no key update;
  if b.id is null
     or exists (select from free_range where block_id = b.id and low <= n and high >= n)
     or exists (select from phone_number where number = given)
     or exists (select from number_rental where number = given
                   and state in ('reserving', 'reserved', 'ordered', 'active', 'quarantined')) then
    return;
  end if;
  delete from free_range where block_id = b.id and high = n - 1 returning low into lowest;
  lowest := coalesce(lowest, n);
  delete from free_range where block_id = b.id and low = n + 1 returning high into highest;
  highest := coalesce(highest, n);
  insert into free_range values (b.id, lowest, highest, b.country, b.type);
end
$$;

-- Whoever is given a number in any other way has it, too.
create function take_phone_number() returns trigger language plpgsql security definer set search_path = public as $$
begin
  perform take_number(new.number);
  return null;
end
$$;
create trigger taken after insert on phone_number for each row execute function take_phone_number();

-- A number that is called no more and was not given back has gone to another operator: its rental ends that day.
create function end_rental_of_gone_number() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  update number_rental set state = 'ported', block_id = null, rent_to = (now() at time zone 'Europe/Paris')::date
   where number = old.number and state = 'active'
     and not exists (select from phone_number where number = old.number);
  return null;
end
$$;
create constraint trigger gone after delete on phone_number deferrable initially deferred
  for each row execute function end_rental_of_gone_number();

-- Makes a rental that is active a number that can be called.
create function activate_number(rental text) returns void
  language sql volatile security definer set search_path = public
begin atomic
  insert into phone_number (number, organisation_id, block_id, provider_id, type, country)
  select number, organisation_id, block_id, provider_id, type, country
    from number_rental
   where id = rental and organisation_id = acting_organisation() and state = 'active';
end;

-- What a block's number is, for whoever wants to rent it; nothing when it is in no block.
create function block_number(wanted text) returns table (block_id text, country text, type text)
  language sql stable security definer set search_path = public
begin atomic
  select id, country, type from number_block
   where numbers @> substr(wanted, 2)::bigint and length(first) = length(wanted);
end;

-- Rents a number of a block to the acting organisation at once; true if it is in one. A number that somebody has
-- already is refused by phone_number_taken.
create or replace function rent_number(wanted text) returns boolean
  language plpgsql security definer set search_path = public as $$
declare
  found_block record;
begin
  perform take_number(wanted);
  select * into found_block from block_number(wanted);
  if found_block.block_id is null then
    return false;
  end if;
  insert into phone_number (number, organisation_id, block_id, type, country)
  values (wanted, acting_organisation(), found_block.block_id, found_block.type, found_block.country);
  insert into number_rental (id, organisation_id, number, country, type, block_id, state, created_at)
  values ('rnt_' || ulid(clock_timestamp()), acting_organisation(), wanted, found_block.country, found_block.type,
          found_block.block_id, 'active', now());
  return true;
end
$$;

-- Numbers of the operator's blocks that nobody has, the lowest first, after a given one.
create or replace function available_numbers(wanted_country text, wanted_type text, prefix text, after text, most integer)
  returns table (number text, country text, type text)
  language plpgsql stable security definer set search_path = public set plan_cache_mode = force_custom_plan as $$
declare
  beginning text := nullif(substr(prefix, 2), '');
  past bigint := coalesce(case when after ~ '^\+[0-9]{1,15}$' then substr(after, 2)::bigint end, 0);
  few constant integer := least(most, 101);
  given integer := 0;
  largest constant bigint := 100000;
  lowest bigint;
  highest bigint;
  r record;
  n bigint;
begin
  -- numbers that begin so, from the shortest to the longest
  for digits in greatest(7, coalesce(length(beginning), 15))..15 loop
    lowest := greatest(past + 1, coalesce(rpad(beginning, digits, '0')::bigint, 0));
    highest := coalesce(rpad(beginning, digits, '9')::bigint, 999999999999999);
    for r in
      select f.low, f.high, f.country, f.type from free_range f
       where f.high >= lowest and f.high < highest + largest and f.low <= highest
         and (wanted_country is null or f.country = wanted_country)
         and (wanted_type is null or f.type = wanted_type)
       order by f.high limit few
    loop
      n := greatest(r.low, lowest);
      while n <= least(r.high, highest) loop
        number := '+' || n;
        country := r.country;
        type := r.type;
        return next;
        given := given + 1;
        if given >= few then
          return;
        end if;
        n := n + 1;
      end loop;
    end loop;
  end loop;
end
$$;

drop function free_numbers;

-- The next thing to be asked of a provider, for so many seconds.
create function claim_number_task(at timestamptz, lease_seconds integer)
  returns table (rental_id text, organisation_id text, kind text, attempts integer)
  language sql security definer set search_path = public
begin atomic
  update number_task t
     set lease_until = at + make_interval(secs => lease_seconds), attempts = t.attempts + 1
   where t.rental_id = (
     select due.rental_id from number_task due
      where due.due_at <= at and (due.lease_until is null or due.lease_until < at)
      order by due.due_at limit 1 for update skip locked)
  returning t.rental_id, t.organisation_id, t.kind, t.attempts;
end;

-- Rentals whose reservation or quarantine is over.
create function rentals_over(at timestamptz, most integer) returns table (rental_id text, organisation_id text)
  language sql stable security definer set search_path = public
begin atomic
  select id, organisation_id from number_rental
   where until <= at and state in ('reserving', 'reserved', 'quarantined') order by until limit most;
end;

-- Providers whose numbers are to be compared with ours now; whoever asks does it, and it is due again then.
create function claim_reconciliation(at timestamptz, next timestamptz) returns text
  language sql security definer set search_path = public
begin atomic
  update number_provider set reconcile_at = next
   where id = (select id from number_provider where enabled and reconcile_at <= at
                order by reconcile_at limit 1 for update skip locked)
  returning id;
end;

-- By what a provider is asked on a customer's behalf.
create function number_provider_account(wanted text)
  returns table (id text, name text, kind text, base_url text, credentials bytea, enabled boolean, carrier_id text)
  language sql stable security definer set search_path = public
begin atomic
  select id, name, kind, base_url, credentials, enabled, carrier_id from number_provider
   where wanted is null or id = wanted order by id;
end;

-- The rental that a provider's order is for.
create function rental_of_order(provider text, reference text) returns table (rental_id text, organisation_id text)
  language sql stable security definer set search_path = public
begin atomic
  select id, organisation_id from number_rental
   where provider_id = provider and (order_ref = reference or id = reference) and reference <> ''
   order by id desc limit 1;
end;

-- Those of some numbers that somebody has or had until a moment ago: they are offered to nobody.
create function numbers_taken(wanted text[]) returns setof text
  language sql stable security definer set search_path = public
begin atomic
  select number from number_rental where number = any(wanted)
     and state in ('reserving', 'reserved', 'ordered', 'active', 'quarantined')
  union select number from phone_number where number = any(wanted);
end;

-- What is there already: what is rented goes on, and the rest is free.
insert into number_rental (id, organisation_id, number, country, type, block_id, state, created_at, activated_at)
select 'rnt_' || ulid(clock_timestamp()), organisation_id, number, country, type, block_id, 'active', rented_at, rented_at
  from phone_number;
insert into free_range (block_id, low, high, country, type)
select id, low, high, country, type from (
  select b.id, b.country, b.type,
         coalesce(lag(p.n) over w + 1, lower(b.numbers)) as low,
         p.n - 1 as high
    from number_block b join lateral (
      select substr(number, 2)::bigint as n from phone_number where block_id = b.id
      union all select upper(b.numbers)) p on true
  window w as (partition by b.id order by p.n)) gaps
 where low <= high;

revoke execute on function take_number, free_number, activate_number, block_number, rent_number,
  claim_number_task, rentals_over, claim_reconciliation, number_provider_account, rental_of_order, numbers_taken,
  keep_free_ranges, take_phone_number, end_rental_of_gone_number, available_numbers from public;
grant execute on function take_number, free_number, activate_number, block_number, rent_number,
  claim_number_task, rentals_over, claim_reconciliation, number_provider_account, rental_of_order, numbers_taken,
  available_numbers to pronto_app;
