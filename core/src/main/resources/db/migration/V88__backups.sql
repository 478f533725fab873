-- What backups need: whoever restores one erases again what was erased since.

-- Each time that this database was set back to a backup; while one is not completed, no server opens.
create table restoration (
  id text primary key check (id ~ '^rst_[0-9A-Z]{26}$'),
  -- the backup's name
  backup text not null,
  -- the time to which it was set back
  restored_to timestamptz not null,
  began_at timestamptz not null default now(),
  -- when all that had been erased since was erased again
  completed_at timestamptz,
  -- how much that was, and how many audit events were lost
  told jsonb not null default '{}'
);
create unique index one_restoration_at_a_time on restoration ((true)) where completed_at is null;
alter table restoration enable row level security;
create policy restoration_by_operator on restoration to pronto_operator using (acting_operator());
grant select, insert, update (completed_at, told) on restoration to pronto_operator;
create constraint trigger audit after insert or update or delete on restoration deferrable initially deferred
  for each row execute function audit_row('restoration', 'id');

create function restoring() returns boolean language sql stable security definer set search_path = public
begin atomic
  select exists (select from restoration where completed_at is null);
end;

-- What somebody deleted by hand, by its id alone, for longer than any backup is kept. Sweeps certify what they delete.
create table deletion_journal (
  id text primary key check (id ~ '^del_[0-9A-Z]{26}$'),
  -- no reference: it may outlive the organisation
  organisation_id text not null,
  kind text not null check (kind in ('recording', 'transcript', 'contact')),
  object text not null,
  occurred_at timestamptz not null default now(),
  forget_at timestamptz not null default now() + interval '40 days'
);
create index deletion_journal_forget_at on deletion_journal (forget_at);
alter table deletion_journal enable row level security; -- and no policy: nobody reads it as a table

create function note_deletion() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if coalesce(current_setting('pronto.actor', true), '') <> '' then
    insert into deletion_journal (id, organisation_id, kind, object)
    select 'del_' || ulid(clock_timestamp()), gone.organisation_id, tg_table_name, gone.id from gone;
    delete from deletion_journal where ctid = any(array(
      select ctid from deletion_journal where forget_at <= now() limit 100 for update skip locked));
  end if;
  return null;
end
$$;
revoke execute on function note_deletion from public;
create trigger deletion_noted after delete on recording
  referencing old table as gone for each statement execute function note_deletion();
create trigger deletion_noted after delete on transcript
  referencing old table as gone for each statement execute function note_deletion();
create trigger deletion_noted after delete on contact
  referencing old table as gone for each statement execute function note_deletion();

-- Whoever copies to backups what was erased hears of it at once.
create function notify_erasure() returns trigger language plpgsql as $$
begin
  perform pg_notify('erasure', '');
  return null;
end
$$;
create trigger erasure_told after insert on destruction_certificate
  for each statement execute function notify_erasure();
create trigger erasure_told after insert on erasure_journal for each statement execute function notify_erasure();
create trigger erasure_told after insert on deletion_journal for each statement execute function notify_erasure();

-- The certificates of all chains that follow those that are known, {"CHAIN": SEQUENCE, …}.
create function certificates_beyond(known jsonb, most integer) returns setof destruction_certificate
  language sql stable security definer set search_path = public
begin atomic
  select c.* from destruction_chain h
    cross join lateral (
      select d.* from destruction_certificate d
       where d.chain = h.chain and d.sequence > coalesce((known ->> h.chain)::bigint, 0)
       order by d.sequence limit most) c
   where acting_operator() and h.sequence > coalesce((known ->> h.chain)::bigint, 0)
   order by c.chain, c.sequence limit most;
end;

-- What was erased at somebody's request or by hand, and is not among the known.
create function erasures_beyond(known text[], most integer)
  returns table (id text, organisation_id text, kind text, occurred_at timestamptz, object text, sealed bytea)
  language sql stable security definer set search_path = public
begin atomic
  select e.* from (
    select j.id, j.organisation_id, j.kind, j.occurred_at, null::text as object, j.sealed
      from erasure_journal j where j.id <> all(known)
    union all
    select d.id, d.organisation_id, d.kind, d.occurred_at, d.object, null
      from deletion_journal d where d.id <> all(known)) e
   where acting_operator() order by e.occurred_at, e.id limit most;
end;

-- How far each chain of certificates and of the audit log goes.
create function chain_ends() returns table (chain text, certificates bigint, events bigint)
  language sql stable security definer set search_path = public
begin atomic
  select p.chain,
         coalesce((select h.sequence from destruction_chain h where h.chain = p.chain), 0),
         coalesce((select e.sequence from audit_event e where e.chain = p.chain order by e.sequence desc limit 1), 0)
    from proof_chains() p(chain) where acting_operator();
end;

-- Erases, while a backup is restored and never else, what a certificate says or somebody had deleted by hand; recordings
-- are their store's, which has their files deleted too. Returns how much was there.
create function erase_again(what text, of_chain text, objects text[], keys text[], since timestamptz,
                            until timestamptz, at timestamptz) returns bigint
  language plpgsql security definer set search_path = public as $$
declare
  gone bigint;
begin
  if not restoring() then
    raise exception 'nothing is being restored';
  end if;
  case what
    when 'transcript' then
      delete from transcript where organisation_id = of_chain and id = any(objects);
    when 'contact' then
      delete from contact where organisation_id = of_chain and id = any(objects);
    when 'call_detail_record' then
      -- by their ids, or, where a month was dropped as a whole, by their time
      delete from cdr c
       where coalesce(c.organisation_id, 'operator') = of_chain and c.started_at >= since and c.started_at < until
         and (c.id = any(objects) or objects[1] not like 'call\_%');
    when 'month_key' then
      update month_key k set sealed = null, destroyed_at = at
       where k.organisation_id = of_chain and k.id = any(keys) and k.sealed is not null;
    else
      raise exception '% is not erased so', what;
  end case;
  get diagnostics gone = row_count;
  return gone;
end
$$;

-- Notes an erasure that was carried out again as it had been noted, while a backup is restored. False: it is there.
create function note_erasure_again(id text, organisation text, kind text, occurred_at timestamptz, sealed bytea)
  returns boolean language plpgsql security definer set search_path = public as $$
begin
  if not restoring() then
    raise exception 'nothing is being restored';
  end if;
  insert into erasure_journal (id, organisation_id, kind, occurred_at, delete_after, sealed)
  values (id, organisation, kind, occurred_at, occurred_at + interval '40 days', sealed)
  on conflict do nothing;
  return found;
end
$$;

create function note_deletion_again(id text, organisation text, kind text, object text, occurred_at timestamptz)
  returns boolean language plpgsql security definer set search_path = public as $$
begin
  if not restoring() then
    raise exception 'nothing is being restored';
  end if;
  insert into deletion_journal values (id, organisation, kind, object, occurred_at, occurred_at + interval '40 days')
  on conflict do nothing;
  return found;
end
$$;
revoke execute on function restoring, certificates_beyond, erasures_beyond, chain_ends, erase_again, note_erasure_again,
  note_deletion_again from public;
grant execute on function restoring, erase_again, note_erasure_again, note_deletion_again to pronto_app;
grant execute on function certificates_beyond, erasures_beyond, chain_ends to pronto_operator;
grant execute on function restoring, erase_again, note_erasure_again, note_deletion_again to pronto_operator;
