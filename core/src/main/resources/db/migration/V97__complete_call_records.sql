-- Whether any record of a call is missing, or is not what was written: of each day (Europe/Paris) that is over it is kept
-- how many records there were and a hash of all of them, signed and bound to the day before. That is counted once the day
-- is over and not as records are written: no call waits for it.

-- A record of a call as it is hashed: what authorities are shown of it. By a secret that only the server has, so that no
-- number can be guessed from what is kept of it.
create function call_hash(id text, organisation_id text, direction text, caller_number text, caller_name text,
                          caller_user_id text, caller_device_id text, caller_trunk_id text, called_number text,
                          called_name text, called_user_id text, called_device_id text, called_trunk_id text,
                          started_at timestamptz, ringing_at timestamptz, answered_at timestamptz, ended_at timestamptz,
                          cause text, sip_status integer, ended_by text, diversions text[], legs text, node text,
                          recording_ids text[], secret bytea) returns bit(256)
  language sql stable parallel safe
  return ('x' || encode(sha256(secret || convert_to(jsonb_build_array(
           id, organisation_id, direction, caller_number, caller_name, caller_user_id, caller_device_id, caller_trunk_id,
           called_number, called_name, called_user_id, called_device_id, called_trunk_id,
           extract(epoch from started_at), extract(epoch from ringing_at), extract(epoch from answered_at),
           extract(epoch from ended_at), cause, sip_status, ended_by, diversions, legs, node, recording_ids)::text,
         'UTF8')), 'hex'))::bit(256);

-- Of a record of a call that was put into the archive: which call, and its hash then. What is in the archive from before
-- has none, and counts as it stands among the records, if it does.
alter table archived_record add column call_id text;
alter table archived_record add column call_hash bit(256);
create index archived_record_of_call on archived_record (occurred_at) where call_hash is not null;

create function archive_record(id text, organisation text, kind text, occurred_at timestamptz, delete_after date,
                               terms bytea[], sealed bytea, call jsonb, secret bytea) returns void
  language plpgsql security definer set search_path = public as $$
declare
  hash bit(256);
begin
  if acting_organisation() is not null and acting_organisation() <> organisation then
    raise exception 'not the archive of whoever acts';
  end if;
  if call ->> 'id' is not null then
    select call_hash(c.id, c.organisation_id, c.direction, c.caller_number, c.caller_name, c.caller_user_id,
             c.caller_device_id, c.caller_trunk_id, c.called_number, c.called_name, c.called_user_id, c.called_device_id,
             c.called_trunk_id, c.started_at, c.ringing_at, c.answered_at, c.ended_at, c.cause, c.sip_status, c.ended_by,
             c.diversions, c.legs, c.node, c.recording_ids, secret)
      into hash from jsonb_populate_record(null::cdr, call) c;
  end if;
  insert into archived_record (id, organisation_id, kind, occurred_at, delete_after, terms, sealed, call_id, call_hash)
  values (id, organisation, kind, occurred_at, delete_after, terms, sealed, call ->> 'id', hash);
end
$$;
drop function archive_record(text, text, text, timestamptz, date, bytea[], bytea);

-- Records that were written when their day was over: they are sealed by themselves, and gone from here then.
create table late_call (
  call_id text primary key,
  started_at timestamptz not null
);
alter table late_call enable row level security; -- and no policy: nobody reads it as a table

create function note_late_calls(calls text[], times timestamptz[]) returns void
  language sql volatile security definer set search_path = public
begin atomic
  insert into late_call select c, t from unnest(calls, times) late(c, t) on conflict do nothing;
end;

-- How many records of calls that began between two times there are, and the sum (exclusive or) of their hashes: as they
-- were written, so that one of which somebody was erased counts as the archive has it, and those of an organisation that
-- was erased, too. Those that came late and are not sealed yet do not count.
create function count_call_records(since timestamptz, before timestamptz, secret bytea)
  returns table (calls bigint, hash text)
  language plpgsql stable security definer set search_path = public set jit = off as $$
begin
  if acting_organisation() is not null then
    raise exception 'not for a customer';
  end if;
  return query
  with archived as materialized (
    select distinct on (a.call_id) a.call_id, a.call_hash from archived_record a
     where a.call_hash is not null and a.occurred_at >= since and a.occurred_at < before
     order by a.call_id, a.id),
  every (call_id, hash) as (
    select c.id, call_hash(c.id, c.organisation_id, c.direction, c.caller_number, c.caller_name, c.caller_user_id,
             c.caller_device_id, c.caller_trunk_id, c.called_number, c.called_name, c.called_user_id, c.called_device_id,
             c.called_trunk_id, c.started_at, c.ringing_at, c.answered_at, c.ended_at, c.cause, c.sip_status, c.ended_by,
             c.diversions, c.legs, c.node, c.recording_ids, secret)
      from cdr c
     where c.started_at >= since and c.started_at < before
       and not exists (select from archived a where a.call_id = c.id)
    union all
    select a.call_id, a.call_hash from archived a)
  select count(*), coalesce(bit_xor(e.hash), repeat('0', 256)::bit(256))::text from every e
   where not exists (select from late_call l where l.call_id = e.call_id);
end
$$;

-- What was kept of a day. Part 0 is what there was when it was over; others came late. None is ever deleted: they tell of
-- nobody, and a chain without its beginning would prove less.
create table call_seal (
  -- 1, 2, 3, … without a gap
  sequence bigint primary key check (sequence > 0),
  day date not null,
  part integer not null check (part >= 0),
  calls bigint not null check (calls >= 0),
  -- of all of them, by a secret of the server
  sum bytea not null check (length(sum) = 32),
  sealed_at timestamptz not null,
  -- the hash of the one before; null for the first
  previous bytea check (length(previous) = 32),
  -- the fingerprint of the key that signed
  signed_by text not null,
  hash bytea not null check (length(hash) = 32),
  signature bytea not null check (length(signature) = 64),
  unique (day, part),
  check ((previous is null) = (sequence = 1))
);
alter table call_seal enable row level security;
create policy call_seal_by_operator on call_seal for select to pronto_operator using (acting_operator());
grant select on call_seal to pronto_operator;

create function refuse_call_seal_change() returns trigger language plpgsql as $$
begin
  raise exception 'seals of call records are only added';
end
$$;
create trigger only_added_to before update or delete or truncate on call_seal
  for each statement execute function refuse_call_seal_change();

-- The audit log says which seals there were: whoever cuts off the end of their chain must cut that of the log too.
create function audit_call_seal() returns trigger language plpgsql security definer set search_path = public as $$
begin
  perform audit(null, 'call_seal.made', new.sequence::text, null,
    jsonb_build_object('day', new.day, 'part', new.part, 'calls', new.calls, 'hash', encode(new.hash, 'hex')));
  return null;
end
$$;
revoke execute on function audit_call_seal from public;
create constraint trigger audit after insert on call_seal deferrable initially deferred
  for each row execute function audit_call_seal();

-- The first day, and the last, by Europe/Paris, of which there are records of calls that law still has kept; no row where
-- there are none.
create function call_days(today date) returns table (first date, last date)
  language sql stable security definer set search_path = public
begin atomic
  select paris_day(f.started_at), paris_day(l.started_at)
    from (select started_at from cdr where started_at >= calls_due_before(today) order by started_at limit 1) f,
         (select started_at from cdr order by started_at desc limit 1) l
   where acting_organisation() is null;
end;

-- Where the chain goes on: no row where there is no seal yet. Whoever asks holds the chain until the transaction ends.
create function end_of_call_seals(held boolean)
  returns table (sequence bigint, hash bytea, day date, sealed_at timestamptz)
  language plpgsql security definer set search_path = public as $$
begin
  if acting_organisation() is not null then
    raise exception 'not for a customer';
  end if;
  if held then
    perform pg_advisory_xact_lock(hashtext('call_seal'));
  end if;
  return query
  select s.sequence, s.hash, (select max(e.day) from call_seal e where e.part = 0), s.sealed_at
    from call_seal s order by s.sequence desc limit 1;
end
$$;

create function add_call_seal(made call_seal) returns void
  language plpgsql security definer set search_path = public as $$
begin
  if acting_organisation() is not null then
    raise exception 'not for a customer';
  end if;
  if made.sequence <> coalesce((select max(s.sequence) from call_seal s), 0) + 1
     or made.previous is distinct from (select s.hash from call_seal s order by s.sequence desc limit 1) then
    raise exception 'not the next seal of its chain';
  end if;
  insert into call_seal select (made).*;
end
$$;

-- The days of which records came late, and are sealed already.
create function days_of_late_calls() returns setof date
  language sql stable security definer set search_path = public
begin atomic
  select distinct paris_day(l.started_at) from late_call l
   where paris_day(l.started_at) between (select min(s.day) from call_seal s where s.part = 0)
                                     and (select max(s.day) from call_seal s where s.part = 0)
     and acting_organisation() is null
   order by 1;
end;

-- Takes what came late of a day, to be sealed in the same transaction: how many records, the sum of their hashes, and
-- which part of the day they are.
create function take_late_calls(of_day date, secret bytea) returns table (calls bigint, hash text, part integer)
  language plpgsql security definer set search_path = public set jit = off as $$
begin
  if acting_organisation() is not null then
    raise exception 'not for a customer';
  end if;
  return query
  with taken as (
    delete from late_call l where paris_day(l.started_at) = of_day returning l.call_id, l.started_at),
  archived as materialized (
    select distinct on (a.call_id) a.call_id, a.call_hash
      from archived_record a join taken t on t.call_id = a.call_id and t.started_at = a.occurred_at
     where a.call_hash is not null order by a.call_id, a.id),
  every (hash) as (
    select call_hash(c.id, c.organisation_id, c.direction, c.caller_number, c.caller_name, c.caller_user_id,
             c.caller_device_id, c.caller_trunk_id, c.called_number, c.called_name, c.called_user_id, c.called_device_id,
             c.called_trunk_id, c.started_at, c.ringing_at, c.answered_at, c.ended_at, c.cause, c.sip_status, c.ended_by,
             c.diversions, c.legs, c.node, c.recording_ids, secret)
      from cdr c join taken t on t.call_id = c.id and t.started_at = c.started_at
     where not exists (select from archived a where a.call_id = c.id)
    union all
    select a.call_hash from archived a)
  select count(*), coalesce(bit_xor(e.hash), repeat('0', 256)::bit(256))::text,
         (select coalesce(max(s.part), -1) + 1 from call_seal s where s.day = of_day)
    from every e;
end
$$;

-- Those that are not sealed, of days before the first seal or past their time, need not be any more.
create function forget_late_calls(today date) returns void
  language sql volatile security definer set search_path = public
begin atomic
  delete from late_call where started_at < calls_due_before(today) and acting_organisation() is null;
end;

-- How many records of a day came late and are not sealed yet.
create function late_calls_of(of_day date) returns bigint
  language sql stable security definer set search_path = public
begin atomic
  select count(*) from late_call l where paris_day(l.started_at) = of_day and acting_organisation() is null;
end;

revoke execute on function archive_record(text, text, text, timestamptz, date, bytea[], bytea, jsonb, bytea),
  note_late_calls, count_call_records, call_days, end_of_call_seals, add_call_seal, days_of_late_calls, take_late_calls,
  forget_late_calls, late_calls_of from public;
grant execute on function archive_record(text, text, text, timestamptz, date, bytea[], bytea, jsonb, bytea),
  note_late_calls, count_call_records, call_days, end_of_call_seals, add_call_seal, days_of_late_calls, take_late_calls,
  forget_late_calls, late_calls_of to pronto_app;
grant execute on function note_late_calls, count_call_records, late_calls_of to pronto_operator;
