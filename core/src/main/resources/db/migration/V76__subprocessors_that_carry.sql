-- Which subprocessor a carrier is; null: nobody has said, and it carries everybody's calls.
alter table carrier add column subprocessor_id text constraint carrier_subprocessor references subprocessor;

-- The carriers that are not to carry an organisation's calls on a day.
create function carriers_kept_off(whose text, day date) returns setof text
  language sql stable security definer set search_path = public
begin atomic
  select id from carrier where subprocessor_id is not null and not subprocessor_permits(whose, subprocessor_id, day);
end;
revoke execute on function carriers_kept_off from public;
grant execute on function carriers_kept_off to pronto_app;

create trigger directory after update of subprocessor_id on carrier
  for each statement execute function notify_directory();
create trigger directory after insert on subprocessor_notice
  for each statement execute function notify_directory();
create trigger directory after insert or update on subprocessor_objection
  for each statement execute function notify_directory();
