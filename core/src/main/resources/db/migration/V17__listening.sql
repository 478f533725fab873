-- What an organisation has decided for itself; without a row everything is as the columns' defaults say.
create table organisation_settings (
  organisation_id text primary key references organisation,
  -- whether nobody hears a recording or reads a transcript without giving a reason
  listening_reason boolean not null default false
);
alter table organisation_settings enable row level security;
create policy organisation_settings_of_organisation on organisation_settings
  using (organisation_id = acting_organisation());
grant select, insert, update on organisation_settings to pronto_app;
create constraint trigger audit after insert or update on organisation_settings deferrable initially deferred
  for each row execute function audit_row('settings', 'organisation_id');

-- Notes that whoever acts opens what people said and why, each once in so many seconds for the same reason, since a
-- player asks for a recording in many pieces, some of them at once. False, and nothing is noted, where a reason is
-- asked for and none is given.
drop function audit_opening(text, text[], double precision);
create function audit_opening(wanted_action text, subjects text[], reason text, seconds double precision)
  returns boolean language plpgsql security definer set search_path = public as $$
declare
  who constant text := split_part(current_setting('pronto.actor', true), ':', 2);
  particulars constant jsonb := jsonb_build_object('reason', reason);
  subject text;
begin
  if acting_organisation() is null then
    raise exception 'nobody acts';
  end if;
  if reason is null and exists (
      select from organisation_settings where organisation_id = acting_organisation() and listening_reason) then
    return false;
  end if;
  perform lock_audit_chain(audit_chain(acting_organisation()));
  foreach subject in array subjects loop
    if not exists (
      select from audit_event e
       where e.chain = audit_chain(acting_organisation()) and e.action = wanted_action
         and e.subject_id = subject and e.actor_id = who
         and e.after ->> 'reason' is not distinct from reason
         and e.occurred_at > now() - make_interval(secs => seconds)) then
      perform audit(acting_organisation(), wanted_action, subject, null,
        case when reason is not null then particulars end);
    end if;
  end loop;
  return true;
end
$$;

-- Notes that somebody was refused who said to be that account, or to be of that organisation: once a minute from the
-- same place for the same fault, so that who guesses does not fill the log.
create function audit_refusal(wanted_action text, subject text, fault text) returns void
  language plpgsql security definer set search_path = public as $$
declare
  place constant text := nullif(current_setting('pronto.source', true), '');
begin
  if acting_organisation() is null and not acting_operator() then
    raise exception 'nobody acts';
  end if;
  perform lock_audit_chain(audit_chain(acting_organisation()));
  if not exists (
    select from audit_event e
     where e.chain = audit_chain(acting_organisation()) and e.action = wanted_action
       and e.subject_id = subject and e.source is not distinct from place and e.after ->> 'fault' = fault
       and e.occurred_at > now() - interval '1 minute') then
    perform audit(acting_organisation(), wanted_action, subject, null, jsonb_build_object('fault', fault));
  end if;
end
$$;
revoke execute on function audit_opening, audit_refusal from public;
grant execute on function audit_opening, audit_refusal to pronto_app;
