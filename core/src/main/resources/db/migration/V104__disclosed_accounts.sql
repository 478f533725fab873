-- What an approved request of an authority sees of customers that there still are: what they told on signing up and paid
-- (CPCE art. L.34-1 II bis 2°), and where connections came from (3°). What is not within its kinds, subjects and period
-- is not given out.

-- Whose contract the numbers and addresses of a request belong to.
create function concerned_organisations(request authority_request) returns setof text
  language sql stable security definer set search_path = public
begin atomic
  select n.organisation_id from number_rental n
   where n.number = any((request).numbers) and n.created_at < (request).until
     and (n.activated_at is not null or n.state in ('active', 'quarantined', 'available', 'ported'))
  union
  select p.organisation_id from phone_number p
   where p.number = any((request).numbers) and p.rented_at < (request).until
  union
  select u.organisation_id from user_account u
   where lower(u.email) = any((request).emails) and u.created_at < (request).until;
end;

-- What customers told on signing up, which is of no time, and what they paid within the period. What they handed in to
-- prove who they are comes sealed, as it is kept, with the id under which it is.
create function disclosed_sign_ups(wanted text)
  returns table (organisation_id text, disclosed json, file_id text, sealed bytea)
  language plpgsql stable security definer set search_path = public as $$
declare
  request authority_request;
begin
  select * into request from authority_request r
   where r.id = wanted and r.approved_at is not null and acting_operator() and 'sign_up' = any(r.kinds);
  if not found then
    return;
  end if;
  return query
  with concerned as (select c as id from concerned_organisations(request) c)
  select each.org, each.told, each.file, each.contents from (
    select 1 as place, o.id as org, o.id as key, json_build_object('organisation_id', o.id, 'organisation', o.name,
             'country', o.country, 'since', o.created_at, 'billing_account', (select json_build_object('mode', b.mode, 'currency', b.currency)
               from billing_account b where b.organisation_id = o.id)) as told, null::text as file, null::bytea as contents
      from organisation o where o.id in (select c.id from concerned c)
    union all
    select 2, u.organisation_id, u.id, json_build_object('organisation_id', u.organisation_id, 'account_id', u.id,
             'email', u.email, 'name', u.name, 'role', u.role, 'since', u.created_at,
             'identities', (select coalesce(json_agg(json_build_object('issuer', i.issuer, 'subject', i.subject)), '[]')
               from user_identity i where i.organisation_id = u.organisation_id and i.user_id = u.id)), null, null
      from user_account u where lower(u.email) = any(request.emails) and u.created_at < request.until
    union all
    select 3, f.organisation_id, f.id, json_build_object('organisation_id', f.organisation_id, 'regulatory_file', f.id,
             'country', f.country, 'type', f.type, 'handed_in_at', f.created_at), f.id, f.contents
      from regulatory_file f where f.organisation_id in (select c.id from concerned c) and f.created_at < request.until
    union all
    select 4, l.organisation_id, l.id, json_build_object('organisation_id', l.organisation_id, 'payment', l.id, 'kind', l.kind,
             'amount', l.amount::text, 'currency', l.currency, 'reference', l.reference, 'note', l.note, 'at', l.created_at),
           null, null
      from ledger_entry l
     where l.organisation_id in (select c.id from concerned c) and l.kind <> 'call'
       and l.created_at >= request.since and l.created_at < request.until) each
   order by each.org, each.place, each.key;
end
$$;

-- Where requests of people and of their API keys came from, within the period and a year at most: those that changed or
-- opened something, and the last use of each key.
create function disclosed_connections(wanted text) returns table (organisation_id text, disclosed json)
  language plpgsql stable security definer set search_path = public as $$
declare
  request authority_request;
  users text[];
  keys text[];
  earliest timestamptz;
begin
  select * into request from authority_request r
   where r.id = wanted and r.approved_at is not null and acting_operator() and 'connection' = any(r.kinds);
  if not found then
    return;
  end if;
  earliest := greatest(request.since, now() - interval '1 year');
  users := subscribed_users(request);
  keys := array(select k.id from api_key k where k.created_by = any(users));
  return query
  select each.org, each.told from (
    select distinct on (e.chain, e.actor_id, e.source, date_trunc('second', e.occurred_at))
           e.chain as org, e.occurred_at as at, json_build_object('organisation_id', e.chain,
             'account_id', case when e.actor_type = 'user' then e.actor_id end,
             'api_key_id', case when e.actor_type = 'key' then e.actor_id end,
             'address', e.source, 'used_at', e.occurred_at) as told
      from audit_event e
     where e.source is not null and e.occurred_at >= earliest and e.occurred_at < request.until
       and (e.actor_type = 'user' and (e.actor_id = any(users) or lower(e.actor_email) = any(request.emails))
            or e.actor_type = 'key' and e.actor_id = any(keys))
    union all
    select k.organisation_id, k.used_at, json_build_object('organisation_id', k.organisation_id, 'account_id', k.created_by,
             'api_key_id', k.id, 'address', host(k.used_from), 'used_at', k.used_at)
      from api_key k
     where k.id = any(keys) and k.used_from is not null and k.used_at >= earliest and k.used_at < request.until) each
   order by each.at, each.org;
end
$$;

-- Which terminals were used at which addresses, by the records of calls that began between two times, and within the
-- request's period: those of whoever was asked for, and no trunk.
create function disclosed_terminals(wanted text, at_least timestamptz, before timestamptz)
  returns table (organisation_id text, disclosed json)
  language plpgsql stable security definer set search_path = public set jit = off as $$
declare
  request authority_request;
  users text[];
begin
  select * into request from authority_request r
   where r.id = wanted and r.approved_at is not null and acting_operator() and 'connection' = any(r.kinds);
  if not found then
    return;
  end if;
  users := subscribed_users(request);
  return query
  select c.organisation_id, json_build_object('organisation_id', c.organisation_id, 'call_id', c.id,
           'account_id', case leg ->> 'role' when 'caller' then c.caller_user_id else c.called_user_id end,
           'device_id', case leg ->> 'role' when 'caller' then c.caller_device_id else c.called_device_id end,
           'target', leg ->> 'target', 'address', leg ->> 'remote', 'transport', leg ->> 'transport',
           'terminal', leg ->> 'user_agent', 'used_at', coalesce((leg ->> 'started_at')::timestamptz, c.started_at),
           'used_until', leg ->> 'ended_at')
    from cdr c cross join lateral json_array_elements(c.legs::json) leg
   where c.started_at >= greatest(at_least, request.since) and c.started_at < least(before, request.until)
     and c.delete_after >= paris_day(now())
     and (c.caller_number = any(request.numbers) or c.called_number = any(request.numbers)
          or c.caller_user_id = any(users) or c.called_user_id = any(users))
     and leg ->> 'trunk_id' is null and coalesce(leg ->> 'remote', '') <> ''
     and case leg ->> 'role'
           when 'caller' then c.caller_trunk_id is null
             and (c.caller_number = any(request.numbers) or c.caller_user_id = any(users))
           -- of several that rang, that of whoever answered
           else c.called_number = any(request.numbers)
             or c.called_user_id = any(users) and leg ->> 'answered_at' is not null end
   order by c.started_at, c.id;
end
$$;

-- The accounts of a request's addresses, and those that its numbers are assigned to.
create function subscribed_users(request authority_request) returns text[]
  language sql stable security definer set search_path = public
begin atomic
  select array(
    select u.id from user_account u where lower(u.email) = any((request).emails)
    union
    select p.destination_user_id from phone_number p
     where p.number = any((request).numbers) and p.destination_user_id is not null);
end;
revoke execute on function concerned_organisations, subscribed_users, disclosed_sign_ups, disclosed_connections,
  disclosed_terminals from public;
grant execute on function disclosed_sign_ups, disclosed_connections, disclosed_terminals to pronto_operator;

-- Who somebody was outlives their account, and calls are found by the accounts that took part in them, also once those
-- have gone: by ids, which are nobody's name. Account_terms are keyed hashes of an account's addresses alone: whoever has
-- a number is not whoever had it.
alter table archived_record add column account_ids text[] not null default '{}';
alter table archived_record add column account_terms bytea[] not null default '{}';
create index archived_record_accounts on archived_record using gin (account_ids);

-- Says of which accounts an archived record is, and by what these are found.
create function archived_of_accounts(of_record text, accounts text[], addresses bytea[]) returns void
  language plpgsql security definer set search_path = public as $$
begin
  update archived_record a
     set account_ids = accounts, account_terms = addresses, terms = array(select unnest(a.terms) union select unnest(addresses))
   where a.id = of_record and (acting_organisation() is null or acting_organisation() = a.organisation_id);
end
$$;

-- The accounts that a request's addresses belong to, or belonged to.
create function requested_accounts(request authority_request) returns text[]
  language sql stable security definer set search_path = public
begin atomic
  select array(
    select u.id from user_account u
     where lower(u.email) = any((request).emails) or lower(u.work_email) = any((request).emails)
    union
    select unnest(a.account_ids) from archived_record a
     where a.terms && (request).terms and a.account_terms && (request).terms and a.kind = 'subscriber');
end;

create or replace function subscribed_users(request authority_request) returns text[]
  language sql stable security definer set search_path = public
begin atomic
  select array(
    select unnest(requested_accounts(request))
    union
    select p.destination_user_id from phone_number p
     where p.number = any((request).numbers) and p.destination_user_id is not null);
end;

create or replace function disclosed_calls(wanted text, at_least timestamptz, before timestamptz)
  returns table (organisation_id text, disclosed json)
  language plpgsql stable security definer set search_path = public set jit = off as $$
declare
  request authority_request;
  users text[];
begin
  select * into request from authority_request r
   where r.id = wanted and r.approved_at is not null and acting_operator() and 'call_detail_record' = any(r.kinds);
  if not found then
    return;
  end if;
  users := requested_accounts(request);
  return query
  select c.organisation_id, json_build_object(
           'id', c.id, 'organisation_id', c.organisation_id, 'direction', c.direction,
           'caller_number', c.caller_number, 'caller_name', c.caller_name, 'caller_user_id', c.caller_user_id,
           'caller_device_id', c.caller_device_id, 'caller_trunk_id', c.caller_trunk_id,
           'called_number', c.called_number, 'called_name', c.called_name, 'called_user_id', c.called_user_id,
           'called_device_id', c.called_device_id, 'called_trunk_id', c.called_trunk_id,
           'started_at', c.started_at, 'ringing_at', c.ringing_at, 'answered_at', c.answered_at, 'ended_at', c.ended_at,
           'duration', c.duration, 'talked', c.talked, 'cause', c.cause, 'sip_status', c.sip_status,
           'ended_by', c.ended_by, 'diversions', c.diversions, 'legs', c.legs::json,
           'recorded', cardinality(c.recording_ids) > 0)
    from cdr c
   where c.started_at >= greatest(at_least, request.since) and c.started_at < least(before, request.until)
     and c.delete_after >= paris_day(now())
     and (c.caller_number = any(request.numbers) or c.called_number = any(request.numbers)
          or c.diversions && request.numbers
          or c.caller_user_id = any(users) or c.called_user_id = any(users))
   order by c.started_at, c.id;
end
$$;

create or replace function disclosed_records(wanted text, past text, most integer)
  returns table (id text, organisation_id text, kind text, occurred_at timestamptz, delete_after date, sealed bytea)
  language plpgsql stable security definer set search_path = public as $$
declare
  request authority_request;
  accounts text[];
begin
  select * into request from authority_request r
   where r.id = wanted and r.approved_at is not null and acting_operator();
  if not found then
    return;
  end if;
  accounts := requested_accounts(request);
  return query
  select a.id, a.organisation_id, a.kind, a.occurred_at, a.delete_after, a.sealed
    from archived_record a
   where (a.terms && request.terms
          or a.account_ids && accounts and a.kind in ('call_detail_record', 'connection'))
     and a.kind = any(request.kinds) and a.id > past and a.delete_after >= paris_day(now())
     and a.occurred_at < request.until and (a.kind in ('subscriber', 'sign_up') or a.occurred_at >= request.since)
   order by a.id limit most;
end
$$;
revoke execute on function archived_of_accounts, requested_accounts from public;
grant execute on function archived_of_accounts to pronto_app;

-- That customers must not know of a request is for two to decide, as the request itself is: whoever makes the silence
-- longer than what was approved asks for it, and another account agrees by asking for the same. Once something was shown,
-- nobody changes it alone in either direction. Nobody silences it for more than a year from the day on which they do.
alter table authority_request
  -- who has last changed it before the approval, who then does not approve it
  add column silence_by text,
  add column silence_asked_until date,
  add column silence_asked_reason text check (length(silence_asked_reason) between 1 and 1000),
  add column silence_asked_by text,
  add column silence_asked_at timestamptz,
  add check ((silence_asked_by is null) = (silence_asked_at is null)),
  add check ((silence_asked_until is null) = (silence_asked_reason is null));
revoke update (notice_forbidden_until, notice_forbidden_reason) on authority_request from pronto_operator;

create function bound_silence() returns trigger language plpgsql set search_path = public as $$
begin
  if greatest(new.notice_forbidden_until, new.silence_asked_until) > paris_day(now()) + 366
     and (tg_op = 'INSERT' or (new.notice_forbidden_until, new.silence_asked_until)
                                is distinct from (old.notice_forbidden_until, old.silence_asked_until)) then
    raise exception 'customers are not kept from knowing for more than a year at once' using errcode = 'check_violation';
  end if;
  return new;
end
$$;
create trigger bound_silence before insert or update on authority_request
  for each row execute function bound_silence();

-- Changes until when customers must not know, or asks for it; whether it is so now.
create function silence_authority_request(wanted text, silent_until date, why text) returns boolean
  language plpgsql security definer set search_path = public as $$
declare
  who constant text := split_part(current_setting('pronto.actor', true), ':', 2);
  request authority_request;
  shown boolean;
begin
  if not acting_operator() or who !~ '^opr_' then
    raise exception 'only the operator''s staff decide';
  end if;
  select * into strict request from authority_request where id = wanted for update;
  shown := exists (select from authority_disclosure d where d.request_id = wanted);
  if request.approved_at is null
     or not shown and coalesce(silent_until <= request.notice_forbidden_until, silent_until is null)
     or request.silence_asked_by <> who
        and (request.silence_asked_until, request.silence_asked_reason) is not distinct from (silent_until, why) then
    update authority_request
       set notice_forbidden_until = silent_until, notice_forbidden_reason = why,
           silence_by = case when approved_at is null then who else silence_by end,
           silence_asked_until = null, silence_asked_reason = null, silence_asked_by = null, silence_asked_at = null
     where id = wanted;
    return true;
  end if;
  update authority_request
     set silence_asked_until = silent_until, silence_asked_reason = why, silence_asked_by = who, silence_asked_at = now()
   where id = wanted;
  return false;
end
$$;

create or replace function decide_authority_request(wanted text, refusal text) returns boolean
  language plpgsql security definer set search_path = public as $$
declare
  who constant text := split_part(current_setting('pronto.actor', true), ':', 2);
  request authority_request;
begin
  if not acting_operator() or who !~ '^opr_' then
    raise exception 'only the operator''s staff decide';
  end if;
  select * into request from authority_request where id = wanted for update;
  if request.id is null or request.approved_at is not null or request.refused_at is not null then
    return false;
  end if;
  if refusal is null and who in (request.filed_by, request.silence_by) then
    raise exception 'whoever files a request does not approve it';
  end if;
  update authority_request
     set approved_by = case when refusal is null then who end,
         approved_at = case when refusal is null then now() end,
         refused_by = case when refusal is not null then who end,
         refused_at = case when refusal is not null then now() end,
         refusal_reason = refusal
   where id = wanted;
  return true;
end
$$;
revoke execute on function silence_authority_request from public;
grant execute on function silence_authority_request to pronto_operator;
