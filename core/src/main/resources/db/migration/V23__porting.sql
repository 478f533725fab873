-- Numbers that customers bring from another operator, or take to one.
create table port_order (
  id text primary key check (id ~ '^port_'),
  organisation_id text not null references organisation,
  direction text not null check (direction in ('in', 'out')),
  number text not null check (number ~ '^\+[1-9][0-9]{6,14}$'),
  country text not null check (country ~ '^[A-Z]{2}$'),
  type text not null,
  -- what the losing operator gave the customer as a proof that the number is theirs
  rio text check (rio ~ '^[0-9A-Z]{9}[0-9A-Z+]{3}$'),
  desired_date date not null,
  -- whom the number comes from or goes to, where that is known
  other_operator text check (length(other_operator) between 1 and 200),
  state text not null default 'requested'
    check (state in ('requested', 'checked', 'sent', 'accepted', 'scheduled', 'done', 'refused', 'cancelled')),
  -- why it was refused or cancelled
  reason text check (length(reason) between 1 and 500),
  -- when it must be done at the latest
  due_at timestamptz not null,
  -- when the number changes operator
  switch_at timestamptz,
  -- until when it may still be cancelled
  cancel_until timestamptz,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  -- which alarm was given last
  alarm text not null default 'none' check (alarm in ('none', 'near', 'overdue')),
  check (state not in ('scheduled', 'done') or switch_at is not null)
);
create unique index port_order_open on port_order (number) where state not in ('done', 'refused', 'cancelled');
create index port_order_of_organisation on port_order (organisation_id, id);
create index port_order_switch on port_order (switch_at) where state = 'scheduled';
create index port_order_due on port_order (due_at) where state not in ('done', 'refused', 'cancelled');
alter table port_order enable row level security;
create policy port_order_of_organisation on port_order using (organisation_id = acting_organisation());
-- A port is the operator's own business with other operators; what the number is set to do is not in here.
create policy port_order_by_operator on port_order to pronto_operator using (acting_operator());
grant select, insert, update on port_order to pronto_app;
create constraint trigger audit after insert or update on port_order deferrable initially deferred
  for each row execute function audit_row('port_order', 'id', 'rio');

-- A number that comes is there from the beginning, so that it can be set up, and ours from a moment on; one that
-- goes is ours up to a moment. Whoever looks whose a number is looks at the clock too.
alter table phone_number
  alter column block_id drop not null,
  add column port_order_id text constraint phone_number_port_order references port_order,
  add column ours_from timestamptz,
  add column ours_until timestamptz;

-- Numbers of ours that have gone: their blocks still have them, nobody can rent them.
create table ported_away (
  number text primary key,
  port_order_id text not null references port_order,
  since timestamptz not null
);
alter table ported_away enable row level security;
create policy ported_away_by_operator on ported_away to pronto_operator using (acting_operator());
grant select on ported_away to pronto_app;

-- Makes room for the number of an order of the acting organisation; ours at no time until that is known.
create function prepare_ported_number(wanted_order text) returns void
  language plpgsql security definer set search_path = public as $$
declare
  o port_order;
begin
  select * into strict o from port_order
   where id = wanted_order and organisation_id = acting_organisation() and direction = 'in';
  if exists (select from number_block where numbers @> substr(o.number, 2)::bigint and length(first) = length(o.number))
     and not exists (select from ported_away where number = o.number) then
    raise exception 'the number is in a block' using errcode = '23503', constraint = 'port_order_own_number';
  end if;
  insert into phone_number (number, organisation_id, port_order_id, type, country, ours_from)
  values (o.number, o.organisation_id, o.id, o.type, o.country, timestamptz '9999-01-01');
end
$$;

-- What is left to do when the number of an order of the acting organisation has changed operator: one that has gone
-- is kept from being rented again.
create function settle_ported_number(wanted_order text) returns void
  language plpgsql security definer set search_path = public as $$
declare
  o port_order;
begin
  select * into strict o from port_order
   where id = wanted_order and organisation_id = acting_organisation() and state = 'done';
  if o.direction = 'in' then
    delete from ported_away where number = o.number;
  else
    insert into ported_away (number, port_order_id, since) values (o.number, o.id, o.switch_at)
    on conflict (number) do update set port_order_id = excluded.port_order_id, since = excluded.since;
    delete from phone_number where number = o.number and organisation_id = o.organisation_id;
  end if;
end
$$;
revoke execute on function prepare_ported_number, settle_ported_number from public;
grant execute on function prepare_ported_number, settle_ported_number to pronto_app;

create function keep_ported_number() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  if tg_op = 'DELETE' then
    if exists (select from port_order where number = old.number
                 and state not in ('done', 'refused', 'cancelled')) then
      raise exception 'the number is being ported' using errcode = '23503', constraint = 'phone_number_porting';
    end if;
    return old;
  end if;
  if new.port_order_id is null and exists (select from ported_away where number = new.number) then
    raise exception 'the number has gone' using errcode = '23503', constraint = 'phone_number_ported_away';
  end if;
  return new;
end
$$;
revoke execute on function keep_ported_number from public;
create trigger ported before insert or delete on phone_number for each row execute function keep_ported_number();
