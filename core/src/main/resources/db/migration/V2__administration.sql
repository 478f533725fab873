create extension if not exists btree_gist;

create table user_account (
  id text primary key check (id ~ '^usr_'),
  organisation_id text not null references organisation,
  email text not null,
  name text not null check (length(name) between 1 and 200),
  role text not null check (role in ('super_administrator', 'administrator', 'supervisor', 'agent')),
  language text not null default 'en' check (language in ('en', 'fr', 'it')),
  extension text not null check (extension ~ '^[1-9][0-9]{2,4}$'),
  -- the number shown to whoever this user calls outside; null: one assigned to the user, else none
  caller_id text,
  created_at timestamptz not null default now(),
  constraint user_extension unique (organisation_id, extension),
  unique (organisation_id, id)
);
create unique index user_email on user_account (lower(email));
alter table user_account enable row level security;
create policy user_of_organisation on user_account using (organisation_id = acting_organisation());
grant select, insert, update, delete on user_account to pronto_app;

-- A SIP account. Of its password only the digest hashes are kept (RFC 8760): HA1 of username, realm and password.
create table device (
  id text primary key check (id ~ '^dev_'),
  organisation_id text not null references organisation,
  user_id text not null,
  kind text not null check (kind in ('desk_phone', 'softphone', 'mobile', 'browser')),
  username text not null check (username ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  ha1_md5 text not null check (ha1_md5 ~ '^[0-9a-f]{32}$'),
  ha1_sha256 text not null check (ha1_sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default now(),
  constraint device_username unique (organisation_id, username),
  constraint device_user foreign key (organisation_id, user_id)
    references user_account (organisation_id, id) on delete cascade
);
alter table device enable row level security;
create policy device_of_organisation on device using (organisation_id = acting_organisation());
grant select, insert, update, delete on device to pronto_app;

create table carrier (
  id text primary key check (id ~ '^car_'),
  name text not null unique check (length(name) between 1 and 200),
  created_at timestamptz not null default now()
);
alter table carrier enable row level security;
create policy carrier_by_operator on carrier using (acting_operator());
grant select, insert, update, delete on carrier to pronto_app;

create table trunk (
  id text primary key check (id ~ '^trk_'),
  carrier_id text not null constraint trunk_carrier references carrier,
  name text not null check (length(name) between 1 and 200),
  host text not null check (length(host) between 1 and 253),
  port integer not null default 5060 check (port between 1 and 65535),
  transport text not null default 'udp' check (transport in ('udp', 'tcp')),
  -- from where the carrier calls: addresses or networks
  addresses cidr[] not null check (cardinality(addresses) between 1 and 100),
  max_channels integer check (max_channels > 0),
  created_at timestamptz not null default now(),
  constraint trunk_name unique (carrier_id, name)
);
alter table trunk enable row level security;
create policy trunk_by_operator on trunk using (acting_operator());
grant select, insert, update, delete on trunk to pronto_app;

-- Numbers that the operator has from a carrier, first to last, as E.164.
create table number_block (
  id text primary key check (id ~ '^blk_'),
  carrier_id text not null constraint number_block_carrier references carrier,
  first text not null check (first ~ '^\+[1-9][0-9]{6,14}$'),
  last text not null check (last ~ '^\+[1-9][0-9]{6,14}$'),
  country text not null check (country ~ '^[A-Z]{2}$'),
  type text not null check (type in ('geographic', 'non_geographic', 'mobile', 'toll_free', 'shared_cost', 'premium')),
  created_at timestamptz not null default now(),
  numbers int8range not null generated always as
    (int8range(substr(first, 2)::bigint, substr(last, 2)::bigint, '[]')) stored,
  check (length(first) = length(last)),
  constraint number_block_overlap exclude using gist (numbers with &&)
);
alter table number_block enable row level security;
create policy number_block_by_operator on number_block using (acting_operator());
grant select, insert, update, delete on number_block to pronto_app;

-- A number rented by an organisation.
create table phone_number (
  number text constraint phone_number_taken primary key check (number ~ '^\+[1-9][0-9]{6,14}$'),
  organisation_id text not null references organisation,
  block_id text not null constraint phone_number_block references number_block,
  type text not null,
  country text not null,
  label text not null default '' check (length(label) <= 200),
  destination_user_id text,
  recording_mode text not null default 'off' check (recording_mode in ('off', 'all', 'inbound', 'outbound')),
  recording_announce boolean not null default true,
  rented_at timestamptz not null default now(),
  constraint phone_number_destination foreign key (organisation_id, destination_user_id)
    references user_account (organisation_id, id) on delete set null (destination_user_id)
);
create index phone_number_of_organisation on phone_number (organisation_id, rented_at);
create index phone_number_of_user on phone_number (destination_user_id);
alter table phone_number enable row level security;
create policy phone_number_of_organisation on phone_number using (organisation_id = acting_organisation());
grant select, update, delete on phone_number to pronto_app;

-- What must be known before an organisation is: whose is this domain, whose is this number.
create function organisation_of_label(wanted text) returns text
  language sql stable security definer set search_path = public
  return (select id from organisation where label = wanted);
create function organisation_of_number(wanted text) returns text
  language sql stable security definer set search_path = public
  return (select organisation_id from phone_number where number = wanted);

-- Numbers of the operator's blocks that nobody rents, in order, after a given one.
create function available_numbers(wanted_country text, wanted_type text, prefix text, after text, most integer)
  returns table (number text, country text, type text)
  language sql stable security definer set search_path = public
begin atomic
  select '+' || n, b.country, b.type
    from number_block b, generate_series(lower(b.numbers), upper(b.numbers) - 1) n
   where (wanted_country is null or b.country = wanted_country)
     and (wanted_type is null or b.type = wanted_type)
     and (prefix is null or '+' || n like prefix || '%')
     and (after is null or '+' || n > after)
     and not exists (select from phone_number p where p.number = '+' || n)
   order by 1 limit least(most, 100);
end;

-- Rents a number to the acting organisation; true if it is in a block. A number that somebody rents
-- already is refused by phone_number_taken.
create function rent_number(wanted text) returns boolean
  language sql security definer set search_path = public
begin atomic
  with rented as (
    insert into phone_number (number, organisation_id, block_id, type, country)
    select wanted, acting_organisation(), id, type, country
      from number_block where numbers @> substr(wanted, 2)::bigint and length(first) = length(wanted)
    returning 1)
  select exists (select from rented);
end;

-- Whoever keeps a copy of what calls need is told when it may have changed.
create function notify_directory() returns trigger language plpgsql as $$
begin
  perform pg_notify('directory', '');
  return null;
end
$$;
create trigger directory after insert or update or delete on organisation
  for each statement execute function notify_directory();
create trigger directory after insert or update or delete on user_account
  for each statement execute function notify_directory();
create trigger directory after insert or update or delete on device
  for each statement execute function notify_directory();
create trigger directory after insert or update or delete on phone_number
  for each statement execute function notify_directory();
create trigger directory after insert or update or delete on trunk
  for each statement execute function notify_directory();
