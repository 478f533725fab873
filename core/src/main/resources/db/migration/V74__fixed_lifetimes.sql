-- What has a lifetime that nobody can choose leaves when that is over, at most so many rows at once: how many there were,
-- and the earliest and the latest time that they were of.
create function sweep_lifetime(what text, at timestamptz, at_most integer)
  returns table (gone bigint, earliest timestamptz, latest timestamptz)
  language plpgsql security definer set search_path = public as $$
declare
  moment constant timestamptz := least(at, now());
  today constant date := paris_day(moment);
begin
  case what
    when 'event' then
      return query with deleted as (
        delete from event e using (
          select d.organisation_id, d.sequence from event d where d.delete_after <= moment
           order by d.delete_after limit at_most for update skip locked) due
         where e.organisation_id = due.organisation_id and e.sequence = due.sequence
        returning e.occurred_at as of_time)
        select count(*), min(of_time), max(of_time) from deleted;
    when 'operator_event' then
      return query with deleted as (
        delete from operator_event where id in (
          select d.id from operator_event d where d.delete_after <= moment
           order by d.delete_after limit at_most for update skip locked)
        returning occurred_at as of_time)
        select count(*), min(of_time), max(of_time) from deleted;
    when 'call_charge' then
      return query with deleted as (
        delete from call_charge where call_id in (
          select d.call_id from call_charge d where d.delete_after < today
           order by d.delete_after limit at_most for update skip locked)
        returning started_at as of_time)
        select count(*), min(of_time), max(of_time) from deleted;
    when 'fraud_alarm' then
      return query with deleted as (
        delete from fraud_alarm where id in (
          select d.id from fraud_alarm d where d.delete_after < today
           order by d.delete_after limit at_most for update skip locked)
        returning tripped_at as of_time)
        select count(*), min(of_time), max(of_time) from deleted;
    when 'recording_audit' then
      return query with deleted as (
        delete from recording_audit where id in (
          select d.id from recording_audit d where d.delete_after < today
           order by d.delete_after limit at_most for update skip locked)
        returning day::timestamp at time zone 'UTC' as of_time)
        select count(*), min(of_time), max(of_time) from deleted;
  end case;
end
$$;
revoke execute on function sweep_lifetime from public;
grant execute on function sweep_lifetime to pronto_app;
