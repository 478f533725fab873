-- What is kept for a short time leaves when that is over, whether or not its organisation ever makes another of it: at
-- most so many rows at once. Mail and leases are left a day to whoever sees to them; what was exported is told of for 30
-- days. Deletions that the audit log notes are of one organisation at a time, since chains grow one transaction at a time.
create function sweep_brief(what text, at timestamptz, at_most integer) returns bigint
  language plpgsql security definer set search_path = public as $$
declare
  moment constant timestamptz := least(at, now());
  ended constant text := case
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
revoke execute on function sweep_brief from public;
grant execute on function sweep_brief to pronto_app;
drop function sweep_deletion_journal;

-- Who asked for an archive, by their id: null for links of before, which end within a week.
alter table handover add column asked_by text;
alter table handover alter column asked_by
  set default nullif(split_part(coalesce(current_setting('pronto.actor', true), ''), ':', 2), '');

-- Whether whoever asked for a link may still have what it leads to: a user who is active and of one of these tiers, a key
-- that is there still, by whose maker's tier, or somebody of the operator's staff.
create function may_still_have(organisation text, asker text, tiers text[]) returns boolean
  language sql stable security definer set search_path = public
  return exists (select from user_account u
                  where u.organisation_id = organisation and u.active and u.role = any(tiers)
                    and (u.id = asker
                         or u.id = (select k.created_by from api_key k
                                     where k.organisation_id = organisation and k.id = asker
                                       and (k.expires_at is null or k.expires_at > now()))))
         or organisation is null and exists (select from operator_account o where o.id = asker);

-- Whose it is, and whether it may be fetched: whoever has the token may know that.
drop function handover_by_token;
create function handover_by_token(hash bytea) returns table (id text, organisation_id text, usable boolean)
  language sql stable security definer set search_path = public
begin atomic
  select h.id, h.organisation_id,
         (h.asked_by is null or may_still_have(h.organisation_id, h.asked_by, '{super_administrator}'))
         -- at the end of a contract its data are returned, and nothing else is handed over
         and (h.organisation_id is null or h.kind = 'contract' or in_service(h.organisation_id))
    from handover h where h.token_hash = hash and h.expires_at > now();
end;

drop function export_by_token;
create function export_by_token(hash bytea) returns table (id text, organisation_id text, usable boolean)
  language sql stable security definer set search_path = public
begin atomic
  select e.id, e.organisation_id,
         may_still_have(e.organisation_id, e.asked_by, '{administrator,super_administrator}')
         and in_service(e.organisation_id)
    from export e where e.token_hash = hash and e.expires_at > now();
end;

-- Whoever leaves takes nothing out any more, also when they come back: their links end with their sessions, and those of
-- their keys.
create function end_links_of_leaver() returns trigger
  language plpgsql security definer set search_path = public as $$
declare
  askers constant text[] := array(select k.id from api_key k where k.created_by = new.id) || new.id;
begin
  update handover set expires_at = now()
   where organisation_id = new.organisation_id and asked_by = any(askers) and expires_at > now();
  update export set expires_at = now()
   where organisation_id = new.organisation_id and asked_by = any(askers) and expires_at > now();
  return new;
end
$$;
-- before the trigger that ends their keys
create trigger ends_links before update of active on user_account
  for each row when (old.active and not new.active) execute function end_links_of_leaver();
create index handover_of_asker on handover (organisation_id, asked_by);

revoke execute on function may_still_have, handover_by_token, export_by_token, end_links_of_leaver from public;
grant execute on function handover_by_token, export_by_token to pronto_app;

-- Puts a pseudonym where somebody is in the records of these calls: that of an erasure which is under way, and only where
-- the originals are in the sealed archive.
create or replace function pseudonymise_calls(calls text[], terms text[], users text[], pseudonym text) returns bigint
  language plpgsql security definer set search_path = public as $$
declare
  touched bigint;
begin
  if not exists (select from erasure e
                  where e.organisation_id = acting_organisation() and e.state <> 'done'
                    and e.pseudonym = pseudonymise_calls.pseudonym) then
    raise exception 'no erasure is under way by which anybody gets this pseudonym';
  elsif exists (select from cdr c
                 where c.organisation_id = acting_organisation() and c.id = any(calls)
                   and not exists (select from archived_record a
                                    where a.organisation_id = c.organisation_id and a.call_id = c.id
                                      and a.occurred_at = c.started_at)) then
    raise exception 'the original of a call is not in the archive';
  end if;
  with known as (
    select c.id, c.started_at, coalesce(c.caller_number = any(terms) or c.caller_user_id = any(users), false) as calling,
           coalesce(c.called_number = any(terms) or c.called_user_id = any(users), false) as called
      from cdr c where c.organisation_id = acting_organisation() and c.id = any(calls)),
  named as (
    select k.*, array(select lower(btrim(n)) from (values (k.calling, c.caller_name), (k.called, c.called_name)) x(theirs, n)
                       where theirs and btrim(n) <> '') as names
      from known k join cdr c on c.id = k.id and c.started_at = k.started_at)
  update cdr c
     set caller_number = case when c.caller_number = any(terms) then pseudonym else c.caller_number end,
         called_number = case when c.called_number = any(terms) then pseudonym else c.called_number end,
         caller_name = case when n.calling and c.caller_name <> '' then pseudonym
                            else erased_text(c.caller_name, terms, n.names, pseudonym) end,
         called_name = case when n.called and c.called_name <> '' then pseudonym
                            else erased_text(c.called_name, terms, n.names, pseudonym) end,
         diversions = array(select erased_text(d, terms, n.names, pseudonym)
                              from unnest(c.diversions) with ordinality x(d, o) order by o),
         legs = erased_json(c.legs::json, terms, n.names, pseudonym)::text,
         trace = erased_json(c.trace, terms, n.names, pseudonym)
    from named n where c.id = n.id and c.started_at = n.started_at;
  get diagnostics touched = row_count;
  return touched;
end
$$;

-- After a restore from before: the contract had ended on that day, and was erased. Never else.
create or replace function end_contract_again(ended_on date) returns void
  language plpgsql security definer set search_path = public as $$
begin
  if not restoring() then
    raise exception 'nothing is being restored';
  end if;
  update contract set state = 'ended', ends_on = ended_on, choice = 'erasure', chosen_at = now(), chosen_by = null,
                      held = 0, looked_at = null
   where organisation_id = acting_organisation() and state <> 'erased';
end
$$;
