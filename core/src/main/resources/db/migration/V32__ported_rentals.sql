-- Whether a number of ours has gone to another operator: who wants to rent it is told that, not that it is taken.
create function number_has_gone(wanted text) returns boolean
  language sql stable security definer set search_path = public
  return exists (select from ported_away where number = wanted);
revoke execute on function number_has_gone from public;
grant execute on function number_has_gone to pronto_app;
