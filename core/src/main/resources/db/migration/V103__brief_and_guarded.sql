-- What is kept for a short time leaves when that is over, whether or not its organisation ever makes another of it: at
-- most so many rows at once. Mail and leases are left a day to whoever sees to them; what was exported is told of for 30
-- days. Deletions that the audit log notes are of one organisation at a time, since chains grow one transaction at a time.
create function sweep_brief(what text, at timestamptz, at_most integer) returns bigint
  language plpgsql security definer set search_path = public as $$
declare
  moment constant timestamptz := least(at, now());
  over constant text := case
    when what in ('handover', 'session', 'sign_up', 'password_reset', 'sign_on', 'sign_on_code', 'logout_token')
      then 'expires_at <= $1'
    when what in ('mail', 'credit_lease') then 'expires_at <= $1 - interval ''1 day'''
    when what = 'idempotency' then 'created_at <= $1 - interval ''24 hours'''
    when what = 'deletion_journal' then 'forget_at <= $1'
    when what = 'export' then
      'expires_at <= $1 - interval ''30 days''
         and organisation_id = (select organisation_id from export
                                 where expires_at <= $1 - interval ''30 days'' order by expires_at limit 1)'
  end;
  gone bigint;
begin
  if over is null then
    raise exception 'nobody knows when % is over', what;
  end if;
  execute format(
    'delete from %1$I where ctid = any(array(
       select ctid from %1$I where %2$s limit $2 for update skip locked))', what, over) using moment, at_most;
  get diagnostics gone = row_count;
  return gone;
end
$$;
revoke execute on function sweep_brief from public;
grant execute on function sweep_brief to pronto_app;
drop function sweep_deletion_journal;
