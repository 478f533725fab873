-- What a subprocessor is used by as the product is set up, for the operator who is about to remove it: number providers
-- that are enabled, with how many organisations rent from them, and carriers that have trunks, with how many calls of
-- whom may leave by them. What the settings name is not in the database.
create function subprocessor_uses(wanted text, day date)
  returns table (use text, id text, name text, organisations bigint)
  language plpgsql stable security definer set search_path = public as $$
#variable_conflict use_column
begin
  if not acting_operator() then
    raise exception 'only the operator may ask that';
  end if;
  return query
    select 'number_provider', p.id, p.name,
           (select count(distinct r.organisation_id) from number_rental r
             where r.provider_id = p.id and r.state in ('reserving', 'reserved', 'ordered', 'active'))
      from number_provider p
     where p.subprocessor_id = wanted
       and (p.enabled or exists (select from number_rental r
                                  where r.provider_id = p.id and r.state in ('reserving', 'reserved', 'ordered', 'active')))
    union all
    select 'carriage', c.id, c.name, organisations_permitted(wanted, day)
      from carrier c
     where c.subprocessor_id = wanted and exists (select from trunk t where t.carrier_id = c.id)
     order by 1, 2;
end
$$;

-- For how many organisations it may be used on a day.
create function organisations_permitted(wanted text, day date) returns bigint
  language sql stable security definer set search_path = public
  return (select count(*) from organisation o where in_service(o.id) and subprocessor_permits(o.id, wanted, day));
revoke execute on function subprocessor_uses, organisations_permitted from public;
grant execute on function subprocessor_uses, organisations_permitted to pronto_operator;
