-- What has a lifetime that nobody can choose leaves when that is over.
create function sweep_lifetime(what text, at timestamptz, at_most integer) returns bigint
  language plpgsql security definer set search_path = public as $$
declare
  moment constant timestamptz := least(at, now());
  today constant date := paris_day(moment);
  gone bigint;
begin
  case what
    when 'event' then
      delete from event e using (
        select d.organisation_id, d.sequence from event d where d.delete_after <= moment
         order by d.delete_after limit at_most for update skip locked) due
       where e.organisation_id = due.organisation_id and e.sequence = due.sequence;
    when 'operator_event' then
      delete from operator_event where id in (
        select d.id from operator_event d where d.delete_after <= moment
         order by d.delete_after limit at_most for update skip locked);
    when 'call_charge' then
      delete from call_charge where call_id in (
        select d.call_id from call_charge d where d.delete_after < today
         order by d.delete_after limit at_most for update skip locked);
    when 'fraud_alarm' then
      delete from fraud_alarm where id in (
        select d.id from fraud_alarm d where d.delete_after < today
         order by d.delete_after limit at_most for update skip locked);
    when 'recording_audit' then
      delete from recording_audit where id in (
        select d.id from recording_audit d where d.delete_after < today
         order by d.delete_after limit at_most for update skip locked);
  end case;
  get diagnostics gone = row_count;
  return gone;
end
$$;
revoke execute on function sweep_lifetime from public;
grant execute on function sweep_lifetime to pronto_app;
