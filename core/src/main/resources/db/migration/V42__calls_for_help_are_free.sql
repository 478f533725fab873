-- A call for help costs nothing, whatever a deck says of its number: it is not rated again either.
create or replace function charged_calls(since timestamptz, until timestamptz, organisation text, after text, most integer)
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
     and not c.trace::jsonb @> '[{"found": "emergency.passes"}]'
   order by h.call_id limit least(most, 5000);
end;
