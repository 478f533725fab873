-- Every organisation's at once, so that no call asks: the carriers that are not to carry calls on a day and the next, of
-- everybody (null) where the subprocessor is not in force, and of whoever objects.
drop function carriers_kept_off;
create function carriers_kept_off(first date) returns table (day date, organisation_id text, carrier_id text)
  language sql stable security definer set search_path = public
begin atomic
  with named as (
    select d.day, c.id, c.subprocessor_id, subprocessor_permits(null, c.subprocessor_id, d.day) as in_force
      from carrier c cross join (values (first), (first + 1)) d (day)
     where c.subprocessor_id is not null
  )
  select n.day, null::text, n.id from named n where not n.in_force
  union
  select n.day, o.organisation_id, n.id
    from named n
    join subprocessor_notice against on against.subprocessor_id = n.subprocessor_id
    join subprocessor_objection o on o.notice_id = against.id and o.withdrawn_at is null
   where n.in_force and not subprocessor_permits(o.organisation_id, n.subprocessor_id, n.day);
end;
revoke execute on function carriers_kept_off from public;
grant execute on function carriers_kept_off to pronto_app;
