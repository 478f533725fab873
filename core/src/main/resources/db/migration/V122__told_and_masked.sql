-- A notice takes effect after ten working days, or tells of who is in use already where there are customers from before
-- there was a register: of what has come, which they may object to all the same.
alter table subprocessor_notice drop constraint subprocessor_notice_check;
alter table subprocessor_notice add constraint subprocessor_notice_effect
  check (effective_on > objections_until or effective_on <= (announced_at at time zone 'Europe/Paris')::date);

-- From where a key was used, and when, is technical data, which the log would keep for good: it goes with the key.
drop trigger audit on api_key;
create constraint trigger audit after insert or delete on api_key deferrable initially deferred
  for each row execute function audit_row('api_key', 'id', 'token_hash', 'used_at', 'used_from');

-- The address that a breach is traced by is somebody's. It stays in the register, which law demands (GDPR art. 33(5)); the
-- log says that an address was looked for, and not which.
drop trigger audit on breach_trace;
create constraint trigger audit after insert on breach_trace deferrable initially deferred
  for each row when (new.means <> 'address') execute function audit_row('breach_trace', 'breach_id');
create constraint trigger audit_of_address after insert on breach_trace deferrable initially deferred
  for each row when (new.means = 'address') execute function audit_row('breach_trace', 'breach_id', 'value');

-- Forgets from where keys were used whose last use is a year old (CPCE L.34-1 II bis 3°), of at most so many, the oldest
-- first; returns how many those were.
create function forget_places_of_keys(at timestamptz, at_most integer) returns bigint
  language plpgsql security definer set search_path = public as $$
declare
  gone bigint;
begin
  update api_key set used_from = null where ctid = any(array(
    select ctid from api_key
     where used_from is not null and paris_later(used_at, 'P1Y') <= least(at, now())
     order by used_at limit at_most for update skip locked));
  get diagnostics gone = row_count;
  return gone;
end
$$;
revoke execute on function forget_places_of_keys from public;
grant execute on function forget_places_of_keys to pronto_app;

-- Whoever writes down why a number is not recorded, or may not be shown, may write whose it is.
drop trigger audit on right_to_number;
create constraint trigger audit after insert or update or delete on right_to_number deferrable initially deferred
  for each row execute function audit_row('caller_id', 'id', 'document', 'code_hash', 'number', 'note', 'reason');
drop trigger audit on recording_exclusion;
create constraint trigger audit after insert or delete on recording_exclusion deferrable initially deferred
  for each row execute function audit_row('recording_exclusion', 'id', 'subject', 'reason');
