alter function restoring() parallel safe;

-- While a backup is restored no hold keeps what was erased after it: whatever stood in the way was lifted by then.
create or replace function legal_holds_about(of_organisation text, of_call text, numbers text[], users text[],
                                             of_time timestamptz)
  returns table (hold_id text, in_force boolean)
  language sql stable parallel safe
begin atomic
  select h.id, h.confirmed_at is not null and h.lifted_at is null and not restoring()
    from legal_hold h
   where h.organisation_id = of_organisation
     and (is_about(h, numbers, users, of_time)
          or of_call is not null
             and exists (select from cdr c
                          where c.id = of_call and c.organisation_id = of_organisation
                            and is_about(h, numbers_of_call(c.caller_number, c.called_number, c.diversions),
                                         array[c.caller_user_id, c.called_user_id], c.started_at)));
end;

-- What may be written anew now of the tables that organisations were erased from: but for the month in which calls are
-- written, which follows when it is over. 'pg_statistic' stands for what is to follow the last of them: PostgreSQL's
-- statistics, which quote from tables, and its log.
create function tables_to_scrub() returns setof text
  language sql stable security definer set search_path = public
begin atomic
  select t.name from table_to_scrub t
   where t.name !~ '^cdr_[0-9]' or t.name < 'cdr_' || to_char(now() at time zone 'UTC', 'YYYY_MM');
end;
revoke execute on function tables_to_scrub from public;

create or replace function erasures_leave_bytes() returns boolean
  language sql stable security definer set search_path = public
begin atomic
  select exists (select from tables_to_scrub())
         or exists (select from erasure where scrubbed_at is null and state <> 'running');
end;

-- What PostgreSQL knows of a table that is empty it knows of what was in it: looking again at nothing changes nothing.
create function forget_statistics_of_empty(of_table regclass) returns void
  language plpgsql set search_path = public, pg_catalog as $$
declare
  filled boolean;
begin
  execute format('select exists (select from %s)', of_table) into filled;
  if not filled then
    perform pg_clear_attribute_stats(s.schemaname::text, s.tablename::text, s.attname::text, s.inherited)
      from pg_stats s
     where s.schemaname = 'public'
       and s.tablename::text in (select of_table::text
                                  union select i.indexrelid::regclass::text from pg_index i where i.indrelid = of_table);
  end if;
end
$$;
revoke execute on function forget_statistics_of_empty from public;

-- A hold that was in force stays in the list, for as long as there is one: at the end of a contract it goes with the rest,
-- once nothing is held any more.
create or replace function refuse_change_of_hold() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.confirmed_at is not null
       and not exists (select from contract c where c.organisation_id = old.organisation_id and c.erasing_at is not null) then
      raise exception 'a legal hold that was in force stays in the list' using errcode = 'check_violation';
    end if;
    return old;
  end if;
  if to_jsonb(new) - '{confirmed_by,confirmed_at,lifting_asked_by,lifting_asked_at,lifted_by,lifted_at}'::text[]
       is distinct from
     to_jsonb(old) - '{confirmed_by,confirmed_at,lifting_asked_by,lifting_asked_at,lifted_by,lifted_at}'::text[]
     or old.confirmed_at is not null
        and (new.confirmed_by, new.confirmed_at) is distinct from (old.confirmed_by, old.confirmed_at)
     or old.lifted_at is not null then
    raise exception 'a legal hold is set and lifted, not changed' using errcode = 'check_violation';
  end if;
  return new;
end
$$;
