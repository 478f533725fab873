-- That somebody was warned of a deadline is known for 30 days, and in any case as long as what is due is not done: without
-- it they would be warned again.
create or replace function sweep_brief(what text, at timestamptz, at_most integer) returns bigint
  language plpgsql security definer set search_path = public as $$
declare
  moment constant timestamptz := least(at, now());
  ended constant text := case
    when what in ('handover', 'session', 'sign_up', 'password_reset', 'sign_on', 'sign_on_code', 'logout_token')
      then 'expires_at <= $1'
    when what in ('mail', 'credit_lease') then 'expires_at <= $1 - interval ''1 day'''
    when what = 'idempotency' then 'created_at <= $1 - interval ''24 hours'''
    when what = 'deletion_journal' then 'forget_at <= $1'
    when what = 'deadline_warning' then
      'warned_at <= $1 - interval ''30 days''
         and not exists (select from breach b
                          where b.id = about and b.authority_notified_at is null and b.not_notified_reason is null)
         and not exists (select from subprocessor_objection o
                          where o.id = about and o.answer is null and o.withdrawn_at is null)'
    when what = 'export' then
      'expires_at <= $1 - interval ''30 days''
         and organisation_id = (select organisation_id from export
                                 where expires_at <= $1 - interval ''30 days'' order by expires_at limit 1)'
  end;
  gone bigint;
begin
  if ended is null then
    raise exception 'nobody knows when % is over', what;
  end if;
  execute format(
    'delete from %1$I where ctid = any(array(
       select ctid from %1$I where %2$s limit $2 for update skip locked))', what, ended) using moment, at_most;
  get diagnostics gone = row_count;
  return gone;
end
$$;
