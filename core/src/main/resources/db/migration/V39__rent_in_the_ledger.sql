-- Rent goes into the ledger, an entry for each number and day.

-- Up to which day the rent of a rental is booked. A row of its own: that another day has passed is nobody's change of a
-- rental.
create table rent_booking (
  rental_id text primary key references number_rental on delete cascade,
  organisation_id text not null references organisation,
  booked_to date not null
);
alter table rent_booking enable row level security;
create policy rent_booking_of_organisation on rent_booking using (organisation_id = acting_organisation());
grant select, insert, update on rent_booking to pronto_app;

-- What was owed before is on the statements of that time, and was billed by them.
insert into rent_booking (rental_id, organisation_id, booked_to)
select id, organisation_id, (now() at time zone 'Europe/Paris')::date - 1 from number_rental where rent_from is not null;

-- Rentals for which rent up to a day is owed and not booked, in order, after a given one. Where price and account are in
-- different currencies nothing can be booked; the statement tells it.
create function rents_due(last_day date, after text, most integer) returns table (rental_id text, organisation_id text)
  language sql stable security definer set search_path = public
begin atomic
  select r.id, r.organisation_id
    from number_rental r
    join billing_account a on a.organisation_id = r.organisation_id and a.currency = r.currency
    left join rent_booking b on b.rental_id = r.id
   where r.monthly_price > 0 and r.id > after
     and coalesce(b.booked_to + 1, r.rent_from) <= least(r.rent_to, last_day)
   order by r.id limit most;
end;
revoke execute on function rents_due from public;
grant execute on function rents_due to pronto_app;

-- What a number that comes costs a month from the day on which it is ours, as the operator had decided when it was ordered.
alter table port_order
  add column monthly_price numeric(18, 6) check (monthly_price >= 0),
  add column currency text check (currency ~ '^[A-Z]{3}$'),
  add check ((monthly_price is null) = (currency is null));

-- What is left to do when the number of an order of the acting organisation has changed operator: one that has come is
-- rented like any other, one that has gone is kept from being rented again.
create or replace function settle_ported_number(wanted_order text) returns void
  language plpgsql security definer set search_path = public as $$
declare
  o port_order;
begin
  select * into strict o from port_order
   where id = wanted_order and organisation_id = acting_organisation() and state = 'done';
  if o.direction = 'in' then
    delete from ported_away where number = o.number;
    -- one that was given back, and comes again from elsewhere, waits for nothing any more
    update number_rental set state = 'available', until = null, block_id = null
     where number = o.number and state = 'quarantined';
    insert into number_rental (id, organisation_id, number, country, type, block_id, state, monthly_price, currency,
                               created_at, activated_at, rent_from)
    values ('rnt_' || ulid(clock_timestamp()), o.organisation_id, o.number, o.country, o.type,
            (select block_id from block_number(o.number)), 'active', o.monthly_price, o.currency,
            now(), now(), (o.switch_at at time zone 'Europe/Paris')::date);
  else
    insert into ported_away (number, port_order_id, since) values (o.number, o.id, o.switch_at)
    on conflict (number) do update set port_order_id = excluded.port_order_id, since = excluded.since;
    delete from phone_number where number = o.number and organisation_id = o.organisation_id;
  end if;
end
$$;
