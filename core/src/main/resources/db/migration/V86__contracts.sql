-- A contract: on trial, active, ended, and erased. Days are those of Europe/Paris. When it has ended, nothing of the
-- organisation can be called or used any more but to choose what becomes of its data (GDPR art. 28(3)(g)): they are
-- returned or not, and erased in any case, on a day that is known from the beginning.
create table contract (
  organisation_id text primary key references organisation on delete cascade,
  state text not null default 'active' check (state in ('trial', 'active', 'ended', 'erased')),
  -- the last day of the trial
  trial_ends_on date,
  -- the last day on which all works
  ends_on date,
  announced_at timestamptz,
  -- an operator's account; null: the trial ended by itself
  announced_by text,
  -- whether its people were told that the trial ends
  warned_at timestamptz,
  choice text check (choice in ('return', 'erasure')),
  chosen_by text,
  chosen_at timestamptz,
  -- so many days after the end pass before the erasure, unless erasure was chosen
  erasure_after_days integer not null default 30 check (erasure_after_days between 1 and 365),
  -- the day with whose beginning the erasure begins
  erase_on date generated always as
    (ends_on + 1 + case when choice = 'erasure' then 0 else erasure_after_days end) stored,
  -- general information is kept a year for the authorities, then the row goes
  forget_on date generated always as ((ends_on + interval '1 year')::date + 1) stored,
  -- how many records of calls, recordings and transcripts a legal hold kept when the erasure was last tried
  held bigint not null default 0,
  -- when the erasure got so far that nothing of it can be undone, and when nothing was left
  erasing_at timestamptz,
  erased_at timestamptz,
  -- when it was last begun to erase what there was: from the first time on what is returned would not be all
  looked_at timestamptz,
  check (state <> 'trial' or trial_ends_on is not null),
  check (state not in ('ended', 'erased') or ends_on is not null),
  check ((choice is null) = (chosen_at is null)),
  check ((state = 'erased') = (erased_at is not null))
);
create index contract_due on contract (ends_on) where ends_on is not null or trial_ends_on is not null;
alter table contract enable row level security;
create policy contract_of_organisation on contract using (organisation_id = acting_organisation());
create policy contract_by_operator on contract to pronto_operator using (acting_operator());
grant select, insert, update on contract to pronto_app;
create constraint trigger audit
  after update of state, trial_ends_on, ends_on, choice, erasure_after_days on contract deferrable initially deferred
  for each row execute function audit_row('contract', 'organisation_id');

insert into contract (organisation_id) select id from organisation;

create function open_contract() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  insert into contract (organisation_id) values (new.id) on conflict do nothing;
  return null;
end
$$;
revoke execute on function open_contract from public;
create trigger contract after insert on organisation for each row execute function open_contract();

-- Whether an organisation may call and be called.
create function in_service(organisation text) returns boolean
  language sql stable security definer set search_path = public
  return not exists (select from contract c where c.organisation_id = organisation and c.state in ('ended', 'erased'));

-- Whoever knows numbers and devices forgets them, and phones lose their registration, when a contract ends.
create function notify_contract_end() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  perform pg_notify('directory', '');
  perform pg_notify('device_ended', d.username || '@' || o.label)
    from device d join organisation o on o.id = d.organisation_id where d.organisation_id = new.organisation_id;
  return null;
end
$$;
revoke execute on function notify_contract_end from public;
create trigger ended after update of state on contract
  for each row when (old.state is distinct from new.state) execute function notify_contract_end();

create or replace function devices_ended(names text[]) returns setof text
  language sql stable security definer set search_path = public
begin atomic
  select wanted.name from unnest(names) as wanted (name)
   where not exists (
     select from organisation o
       join device d on d.organisation_id = o.id and d.username = split_part(wanted.name, '@', 1)
       join user_account u on u.id = d.user_id
      where o.label = split_part(wanted.name, '@', 2) and u.active and in_service(o.id));
end;

-- The same as before, and whether the contract has ended: then only what has to do with that may be done.
drop function session_by_token(bytea, double precision);
create function session_by_token(hash bytea, idle_seconds double precision)
  returns table (id text, operator_id text, organisation_id text, user_id text, role text, contract_ended boolean)
  language plpgsql volatile security definer set search_path = public as $$
#variable_conflict use_column
declare
  used timestamptz;
begin
  select s.id, s.operator_id, s.organisation_id, s.user_id,
         (select u.role from user_account u where u.id = s.user_id),
         coalesce((select c.state in ('ended', 'erased') from contract c where c.organisation_id = s.organisation_id),
                  false),
         s.used_at
    into session_by_token.id, session_by_token.operator_id, session_by_token.organisation_id,
         session_by_token.user_id, session_by_token.role, session_by_token.contract_ended, used
    from session s
   where s.token_hash = hash and s.used_at > now() - make_interval(secs => idle_seconds)
     and s.expires_at > now();
  if not found then
    return;
  end if;
  if used < now() - interval '1 minute' then
    -- a power cut may forget a use, but no request waits for a disk
    perform set_config('synchronous_commit', 'off', true);
    update session set used_at = now() where token_hash = hash;
  end if;
  return next;
end
$$;
revoke execute on function session_by_token from public;
grant execute on function session_by_token to pronto_app;

-- Keys of an organisation whose contract has ended open nothing.
create or replace function api_key_by_token(hash bytea, address inet)
  returns table (id text, organisation_id text, scopes text[], role text)
  language sql volatile security definer set search_path = public
begin atomic
  update api_key set used_at = now(), used_from = address
   where token_hash = hash and (used_at is null or used_at < now() - interval '1 minute')
     and (addresses = '{}' or address <<= any(addresses))
     and (expires_at is null or expires_at > now()) and in_service(organisation_id);
  select k.id, k.organisation_id, k.scopes, u.role
    from api_key k join user_account u on u.id = k.created_by
   where k.token_hash = hash and u.role in ('administrator', 'super_administrator')
     and (k.addresses = '{}' or address <<= any(k.addresses))
     and (k.expires_at is null or k.expires_at > now()) and in_service(k.organisation_id);
end;

-- What is to be done with contracts at a time: never by a clock that is ahead of the database's.
create function contracts_due(at timestamptz) returns table (organisation_id text, step text)
  language sql stable security definer set search_path = public
begin atomic
  select c.organisation_id, 'warn' from contract c
   where c.state = 'trial' and c.warned_at is null and c.trial_ends_on - 14 <= paris_day(least(at, now()))
     and c.trial_ends_on >= paris_day(least(at, now()))
  union all
  select c.organisation_id, 'end' from contract c
   where c.state in ('trial', 'active')
     and least(c.ends_on, case when c.state = 'trial' then c.trial_ends_on end) < paris_day(least(at, now()))
  union all
  -- and whoever fetches what is returned at the last moment has the first day to end that
  select c.organisation_id, 'erase' from contract c
   where c.state = 'ended' and c.erase_on <= paris_day(least(at, now()))
     and (c.looked_at is null or c.looked_at <= least(at, now()) - interval '10 minutes'
          or c.looked_at > least(at, now()))
     and not (c.erase_on = paris_day(least(at, now()))
              and exists (select from handover h
                           where h.organisation_id = c.organisation_id and h.kind = 'contract'
                             and h.last_fetched_at > least(at, now()) - interval '24 hours'))
  union all
  -- whatever a server that was away brings afterwards
  select c.organisation_id, 'erase' from contract c
   where c.state = 'erased' and c.forget_on > paris_day(least(at, now()))
     and c.looked_at <= least(at, now()) - interval '1 hour'
  union all
  select c.organisation_id, 'forget' from contract c
   where c.state = 'erased' and c.forget_on <= paris_day(least(at, now()))
     and c.looked_at <= least(at, now()) - interval '1 hour'
  order by 1;
end;

-- What belongs to an organisation: every table that refers to it, itself or by what it refers to. What is to outlive it
-- has no reference to it. Whatever refers to something comes before that; the keys come last.
create function contract_tables() returns table (name text)
  language sql stable security definer set search_path = public as $$
  with recursive refers as (
         select distinct f.conrelid, f.confrelid from pg_constraint f
          where f.contype = 'f' and f.connamespace = 'public'::regnamespace and f.conrelid <> f.confrelid
            and f.conparentid = 0),
       reached (relation, depth) as (
         select 'organisation'::regclass::oid, 0
         union all
         select r.conrelid, d.depth + 1 from reached d join refers r on r.confrelid = d.relation where d.depth < 12)
  select c.relname::text from reached d join pg_class c on c.oid = d.relation
   where c.relname <> 'contract' and not c.relispartition
     and exists (select from pg_attribute a
                  where a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped)
   group by c.relname
   order by c.relname in ('organisation_key', 'month_key'), max(d.depth) desc, c.relname
$$;

-- Whether an organisation's data are to be erased now, and if so, none other's is.
create function is_erasable(organisation text) returns boolean
  language sql stable security definer set search_path = public
  return exists (select from contract c
                  where c.organisation_id = organisation and c.state in ('ended', 'erased')
                    and c.erase_on <= paris_day(now()));

-- Tables that an organisation was erased from, which are still to be written anew: its bytes are in their files. They are
-- noted with each batch, so that a server that dies forgets none.
create table table_to_scrub (
  name text primary key,
  asked_at timestamptz not null default clock_timestamp()
);
alter table table_to_scrub enable row level security; -- and no policy: nobody reads it as a table

create function scrub_later(of_table text) returns void
  language sql volatile security definer set search_path = public
begin atomic
  insert into table_to_scrub (name) values (of_table)
      on conflict (name) do update set asked_at = excluded.asked_at;
end;

-- Notes that the acting organisation, which is being erased, has or had something in a table.
create function scrub_after_contract(of_table text) returns void
  language plpgsql security definer set search_path = public as $$
begin
  if not is_erasable(acting_organisation()) or of_table = 'cdr'
     or of_table not in (select name from contract_tables()) then
    raise exception 'not erased from';
  end if;
  perform scrub_later(of_table);
end
$$;

-- A page of the acting organisation's records of calls, by their ids, after that of another: those that no hold keeps are
-- taken out, and come with what they were.
create function take_calls(holds boolean, past text, most integer)
  returns table (id text, started_at timestamptz, delete_after date, call jsonb)
  language plpgsql security definer set search_path = public as $$
#variable_conflict use_column
begin
  if not is_erasable(acting_organisation()) then
    raise exception 'its contract has not ended for long enough';
  end if;
  return query
    with page as materialized (
      select c.id, c.organisation_id, c.started_at, c.caller_user_id, c.called_user_id,
             numbers_of_call(c.caller_number, c.called_number, c.diversions) as numbers
        from cdr c
       where c.organisation_id = acting_organisation() and c.id > past
       order by c.id limit most),
    free as materialized (
      select p.id, p.started_at from page p
       where not (holds and exists (select from legal_holds_about(p.organisation_id, null, p.numbers,
                                                                  array[p.caller_user_id, p.called_user_id],
                                                                  p.started_at) h where h.in_force))),
    gone as (
      delete from cdr c using free f where c.id = f.id and c.started_at = f.started_at
      returning c.tableoid, c.id, c.started_at, c.delete_after, to_jsonb(c) as call),
    noted as (
      insert into table_to_scrub (name)
      select distinct g.tableoid::regclass::text from gone g order by 1
          on conflict (name) do update set asked_at = excluded.asked_at)
    select p.id, p.started_at, g.delete_after, g.call
      from page p left join gone g on g.id = p.id and g.started_at = p.started_at
     order by p.id;
end
$$;

alter table ported_away alter column port_order_id drop not null;

-- The ledger is only added to, until the contract is over.
create or replace function refuse_ledger_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and is_erasable(nullif(current_setting('pronto.erasing', true), '')) then
    return null;
  end if;
  raise exception 'the ledger is only added to';
end
$$;

-- What keeps rows of a table back for now: numbers that are on their way to another operator, what a provider is still
-- to be asked, and the quarantine of numbers that were given back.
create function kept_back(of_table text) returns text language sql immutable
  return case of_table
    when 'number_rental' then
      'and c.state not in (''reserving'', ''reserved'', ''ordered'', ''active'', ''quarantined'')
       and not exists (select from number_task t where t.rental_id = c.id)'
    when 'number_task' then 'and false'
    when 'rent_booking' then 'and false'
    when 'phone_number' then
      'and not exists (select from port_order p where p.number = c.number
                          and p.state not in (''done'', ''refused'', ''cancelled''))
       and not exists (select from number_rental r where r.number = c.number and r.state in (''ordered'', ''active''))'
    when 'port_order' then
      'and c.state in (''done'', ''refused'', ''cancelled'')
       and not exists (select from phone_number n where n.port_order_id = c.id)'
    when 'recording_removal' then 'and false'
    else '' end;

-- Deletes rows of the acting organisation's in a table of contract_tables, at most so many; how many there were.
create function erase_rows(of_table text, most integer) returns bigint
  language plpgsql security definer set search_path = public as $$
declare
  mine constant text := acting_organisation();
  gone bigint;
begin
  if not exists (select from contract where organisation_id = mine and erasing_at is not null)
     or not is_erasable(mine) or of_table not in (select name from contract_tables())
     or of_table in ('cdr', 'recording', 'transcript') then
    raise exception 'not to be erased now';
  end if;
  perform set_config('pronto.erasing', mine, true);
  if of_table = 'port_order' then
    -- the number has gone, which is still so
    update ported_away a set port_order_id = null
      from port_order o where o.id = a.port_order_id and o.organisation_id = mine;
  elsif of_table = 'month_key' then
    perform pg_notify('month_key', mine || ' ' || k.month) from month_key k where k.organisation_id = mine;
  end if;
  execute format(
    'delete from %1$I where ctid = any(array(
       select c.ctid from %1$I c where c.organisation_id = $1 %2$s limit $2))', of_table, kept_back(of_table))
    using mine, most;
  get diagnostics gone = row_count;
  if gone > 0 then
    perform scrub_later(of_table);
  end if;
  return gone;
end
$$;

-- Notes all tables in which the acting organisation has anything still: when it is to be erased from there.
create function scrub_rest_after_contract() returns void
  language plpgsql security definer set search_path = public as $$
declare
  of_table text;
  filled boolean;
begin
  if not is_erasable(acting_organisation()) then
    raise exception 'not erased from';
  end if;
  for of_table in select t.name from contract_tables() t where t.name <> 'cdr' loop
    execute format('select exists (select from %I where organisation_id = $1)', of_table)
      into filled using acting_organisation();
    if filled then
      perform scrub_later(of_table);
    end if;
  end loop;
end
$$;

-- The name goes with the rest: what law keeps of it is sealed.
create function clear_organisation() returns void
  language plpgsql security definer set search_path = public as $$
begin
  if not is_erasable(acting_organisation()) then
    raise exception 'not to be erased now';
  end if;
  update organisation set name = 'Erased', label = 'erased-' || lower(substr(id, 5))
   where id = acting_organisation() and name <> 'Erased';
  if found then
    perform scrub_later('organisation');
  end if;
  perform pg_notify('organisation_key', acting_organisation());
end
$$;

-- A year after the contract nothing is left of the organisation.
create function forget_organisation() returns void
  language plpgsql security definer set search_path = public as $$
begin
  if not exists (select from contract where organisation_id = acting_organisation() and state = 'erased'
                    and forget_on <= paris_day(now())) then
    raise exception 'not to be forgotten now';
  end if;
  delete from organisation where id = acting_organisation();
end
$$;

-- After a restore from before: the contract had ended on that day, and was erased.
create function end_contract_again(ended_on date) returns void
  language plpgsql security definer set search_path = public as $$
begin
  update contract set state = 'ended', ends_on = ended_on, choice = 'erasure', chosen_at = now(), chosen_by = null,
                      held = 0, looked_at = null
   where organisation_id = acting_organisation() and state <> 'erased';
end
$$;

revoke execute on function in_service, contracts_due, contract_tables, is_erasable, scrub_later, scrub_after_contract,
  scrub_rest_after_contract, take_calls, erase_rows, clear_organisation, forget_organisation, end_contract_again from public;
grant execute on function in_service, contracts_due, contract_tables, is_erasable, scrub_after_contract,
  scrub_rest_after_contract, take_calls, erase_rows, clear_organisation, forget_organisation, end_contract_again to pronto_app;

-- What is erased at the end of a contract does not stay behind in the log: certificates say what it was.
create or replace function audit_row() returns trigger language plpgsql security definer set search_path = public as $$
declare
  was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  is_now jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  whole constant jsonb := coalesce(is_now, was);
  of_organisation constant text :=
    case when tg_table_name = 'organisation' then whole ->> 'id' else whole ->> 'organisation_id' end;
  changed text[];
begin
  if tg_op = 'UPDATE' then
    changed := array(select key from jsonb_each(is_now) where value is distinct from was -> key);
    if changed = '{}' then
      return null;
    end if;
    was := (select jsonb_object_agg(key, was -> key) from unnest(changed) key);
    is_now := (select jsonb_object_agg(key, is_now -> key) from unnest(changed) key);
  end if;
  if exists (select from contract c where c.organisation_id = of_organisation and c.erasing_at is not null) then
    return null;
  end if;
  perform audit(
    of_organisation,
    tg_argv[0] || case tg_op when 'INSERT' then '.created' when 'UPDATE' then '.changed' else '.deleted' end,
    whole ->> tg_argv[1],
    audit_masked(was, tg_argv[2:]),
    audit_masked(is_now, tg_argv[2:]));
  return null;
end
$$;
