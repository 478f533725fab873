-- What police and authorities ask for (CPCE art. L.34-1), and what they were shown. One of the operator's staff files a
-- request, another approves it; nothing of its scope is changed afterwards, and nothing is opened before.
create table authority_request (
  id text primary key check (id ~ '^aut_[0-9A-Z]{26}$'),
  authority text not null check (length(authority) between 1 and 200),
  reference text not null check (length(reference) between 1 and 200),
  legal_basis text not null check (length(legal_basis) between 1 and 1000),
  kinds text[] not null check (cardinality(kinds) > 0
    and kinds <@ array['call_detail_record', 'subscriber', 'sign_up', 'connection']),
  numbers text[] not null check (cardinality(numbers) <= 100),
  emails text[] not null check (cardinality(emails) <= 100),
  -- keyed hashes of both, by which the sealed archive is searched
  terms bytea[] not null,
  since timestamptz not null,
  until timestamptz not null,
  received_at timestamptz not null,
  due_by timestamptz,
  -- the last day (Europe/Paris) on which customers must not know, and who says so
  notice_forbidden_until date,
  notice_forbidden_reason text check (length(notice_forbidden_reason) between 1 and 1000),
  -- whoever acts: nobody files for somebody else
  filed_by text not null default split_part(current_setting('pronto.actor', true), ':', 2)
    check (filed_by ~ '^opr_'),
  filed_at timestamptz not null default now(),
  approved_by text,
  approved_at timestamptz,
  refused_by text,
  refused_at timestamptz,
  refusal_reason text check (length(refusal_reason) between 1 and 1000),
  check (until > since),
  check (cardinality(numbers) + cardinality(emails) = cardinality(terms) and cardinality(terms) > 0),
  check ((notice_forbidden_until is null) = (notice_forbidden_reason is null)),
  check ((approved_by is null) = (approved_at is null)),
  check ((refused_by is null) = (refused_at is null) and (refused_by is null) = (refusal_reason is null)),
  check (approved_by is null or refused_by is null),
  constraint authority_request_two_people check (approved_by <> filed_by)
);
alter table authority_request enable row level security;
create policy authority_request_by_operator on authority_request to pronto_operator using (acting_operator());
grant select on authority_request to pronto_operator;
grant insert (id, authority, reference, legal_basis, kinds, numbers, emails, terms, since, until, received_at, due_by,
              notice_forbidden_until, notice_forbidden_reason) on authority_request to pronto_operator;
grant update (due_by, notice_forbidden_until, notice_forbidden_reason) on authority_request to pronto_operator;
create constraint trigger audit after insert or update on authority_request deferrable initially deferred
  for each row execute function audit_row('authority_request', 'id', 'numbers', 'emails', 'terms');

-- Approves a request, or refuses it; false where somebody has already done either.
create function decide_authority_request(wanted text, refusal text) returns boolean
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
  if refusal is null and who = request.filed_by then
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

-- What was shown, each time that it was fetched.
create table authority_disclosure (
  id text primary key check (id ~ '^adi_[0-9A-Z]{26}$'),
  request_id text not null references authority_request,
  handover_id text not null,
  disclosed_at timestamptz not null default now(),
  -- of each kind, how many
  counts jsonb not null,
  -- of the list of the archive's files with their hashes; null: whoever fetched it was cut off
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$')
);
create index authority_disclosure_of_request on authority_disclosure (request_id, id);
alter table authority_disclosure enable row level security;
create policy authority_disclosure_by_operator on authority_disclosure to pronto_operator using (acting_operator());
grant select, insert on authority_disclosure to pronto_operator;
create constraint trigger audit after insert on authority_disclosure deferrable initially deferred
  for each row execute function audit_row('authority_disclosure', 'request_id');

-- The calls of an approved request's subject that began between two times, and within its period, whosever they are:
-- what is kept of them, and nothing that was said.
create function disclosed_calls(wanted text, at_least timestamptz, before timestamptz)
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
  users := array(select u.id from user_account u where lower(u.email) = any(request.emails));
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

-- Who has, or had, the numbers and the addresses of an approved request.
create function disclosed_subscribers(wanted text) returns table (organisation_id text, disclosed json)
  language plpgsql stable security definer set search_path = public as $$
begin
  return query
  select s.organisation_id, s.disclosed from (
    select o.id as organisation_id, n.number as subject, n.created_at as at, json_build_object(
             'number', n.number, 'organisation_id', o.id, 'organisation', o.name, 'country', o.country,
             'state', n.state, 'rented_at', n.created_at, 'active_at', n.activated_at, 'rent_from', n.rent_from,
             'rent_to', n.rent_to) as disclosed, r as request
      from authority_request r join number_rental n on n.number = any(r.numbers) and n.created_at < r.until
      join organisation o on o.id = n.organisation_id
    union all
    select o.id, p.number, p.rented_at, json_build_object(
             'number', p.number, 'organisation_id', o.id, 'organisation', o.name, 'country', o.country,
             'rented_at', p.rented_at, 'user', case when u.id is not null then
               json_build_object('id', u.id, 'name', u.name, 'email', u.email) end), r
      from authority_request r join phone_number p on p.number = any(r.numbers) and p.rented_at < r.until
      join organisation o on o.id = p.organisation_id
      left join user_account u on u.id = p.destination_user_id
    union all
    select o.id, u.email, u.created_at, json_build_object(
             'email', u.email, 'name', u.name, 'id', u.id, 'organisation_id', o.id, 'organisation', o.name,
             'country', o.country, 'since', u.created_at), r
      from authority_request r join user_account u on lower(u.email) = any(r.emails)
      join organisation o on o.id = u.organisation_id) s
   where (s.request).id = wanted and (s.request).approved_at is not null and acting_operator()
     and 'subscriber' = any((s.request).kinds)
   order by s.subject, s.at;
end
$$;

-- What the sealed archive has of an approved request's subject: a page, after an id. Who a subscriber was is of no time.
create function disclosed_records(wanted text, past text, most integer)
  returns table (id text, organisation_id text, kind text, occurred_at timestamptz, delete_after date, sealed bytea)
  language plpgsql stable security definer set search_path = public as $$
begin
  return query
  select a.id, a.organisation_id, a.kind, a.occurred_at, a.delete_after, a.sealed
    from authority_request r
    join archived_record a on a.terms && r.terms and a.kind = any(r.kinds)
   where r.id = wanted and r.approved_at is not null and acting_operator()
     and a.id > past and a.delete_after >= paris_day(now())
     and a.occurred_at < r.until and (a.kind in ('subscriber', 'sign_up') or a.occurred_at >= r.since)
   order by a.id limit most;
end
$$;
revoke execute on function decide_authority_request, disclosed_calls, disclosed_subscribers, disclosed_records from public;
grant execute on function decide_authority_request, disclosed_calls, disclosed_subscribers, disclosed_records
  to pronto_operator;
