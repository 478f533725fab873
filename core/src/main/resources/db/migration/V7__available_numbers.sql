-- The free numbers from low to high, the lowest first, so many at most.
create function free_numbers(low bigint, high bigint, few integer) returns setof bigint
  language plpgsql stable as $$
declare
  n bigint := low;
  given integer := 0;
begin
  while n <= high and given < few loop
    if not exists (select from phone_number p where p.number = '+' || n) then
      given := given + 1;
      return next n;
    end if;
    n := n + 1;
  end loop;
end
$$;

-- Numbers of the operator's blocks that nobody rents, in order, after a given one. Of each block only
-- as many are looked at as are wanted, from the first that may be among them: blocks are large, and many.
create or replace function available_numbers(wanted_country text, wanted_type text, prefix text, after text, most integer)
  returns table (number text, country text, type text)
  language sql stable security definer set search_path = public
begin atomic
  select '+' || n, b.country, b.type
    from (select number_block.*, length(first) - 1 as digits,
                 case when after ~ '^\+[0-9]{1,15}$' then substr(after, 2) end as past,
                 substr(prefix, 2) as beginning
            from number_block) b
    cross join lateral free_numbers(
      greatest(lower(b.numbers), rpad(b.beginning, b.digits, '0')::bigint,
        case when length(b.past) < b.digits then rpad(b.past, b.digits, '0')::bigint
             else left(b.past, b.digits)::bigint + 1 end),
      least(upper(b.numbers) - 1, rpad(b.beginning, b.digits, '9')::bigint),
      least(most, 101)) n
   where (wanted_country is null or b.country = wanted_country)
     and (wanted_type is null or b.type = wanted_type)
     and (prefix is null or length(b.beginning) <= b.digits)
   order by 1 limit least(most, 101);
end;
