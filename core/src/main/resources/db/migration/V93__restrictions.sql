-- What people have had restricted (GDPR art. 18): it is kept, and used no longer, but by their consent, for legal claims or
-- for the rights of another. What was said is out of the reach of whoever does not say what for: the keys of recordings
-- (sound_key), the words of transcripts (readable_transcript) and the cards of contacts (their policy). Nobody else's
-- query reads these columns, so that a new one gets nothing either.
alter table subject_request drop constraint subject_request_action_check;
alter table subject_request add constraint subject_request_action_check
  check (action in ('export', 'restrict', 'erase', 'correct', 'done', 'refuse'));

create table restriction (
  id text primary key check (id ~ '^rst_[0-9A-Z]{26}$'),
  organisation_id text not null references organisation,
  -- the request that was carried out; no reference, as it stays where this is imported elsewhere
  request_id text not null,
  -- whom it is about: E.164, or an address in lower case; once they are erased a pseudonym; null when it is over
  subject text,
  -- the same in every spelling, and the ids of the accounts that had the address; empty when it is over
  terms text[] not null,
  users text[] not null,
  instructed_by text not null,
  instructed_at timestamptz not null,
  -- when the person was told that it would be lifted (art. 18(3)); null where it ended since all of them is erased
  informed_at timestamptz,
  lifted_by text,
  lifted_at timestamptz,
  -- JSON, sealed by secrets.key: why it was lifted
  sealed bytea,
  check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (subject is not null)),
  check ((lifted_at is null) = (terms <> '{}')),
  check (lifted_at is null or users = '{}'),
  check (informed_at is null or lifted_at is not null and informed_at between instructed_at and lifted_at)
);
create index restriction_newest on restriction (organisation_id, id desc);
create unique index restriction_of_subject on restriction (organisation_id, subject) where lifted_at is null;
alter table restriction enable row level security;
create policy restriction_of_organisation on restriction using (organisation_id = acting_organisation());
grant select, insert, update on restriction to pronto_app;
create constraint trigger audit after insert or update or delete on restriction deferrable initially deferred
  for each row execute function audit_row('restriction', 'id', 'subject', 'terms', 'users', 'sealed');

create function refuse_change_of_restriction() returns trigger language plpgsql as $$
begin
  if old.lifted_at is not null then
    raise exception 'a restriction that was lifted stays so' using errcode = 'check_violation';
  end if;
  return new;
end
$$;
create trigger as_it_ended before update on restriction for each row execute function refuse_change_of_restriction();

-- Calls whose sound or words are restricted: also when the record of the call, which says who took part, has gone.
create table restricted_call (
  organisation_id text not null references organisation,
  restriction_id text not null references restriction on delete cascade,
  call_id text not null check (call_id ~ '^call_'),
  primary key (restriction_id, call_id)
);
alter table restricted_call enable row level security;
create policy restricted_call_of_organisation on restricted_call using (organisation_id = acting_organisation());
grant select on restricted_call to pronto_app;

-- Whether anything of the acting organisation's is restricted. Whoever looks at many rows asks this first, as
-- (select is_anything_restricted()): then PostgreSQL asks it once, and no row costs more where nothing is.
create function is_anything_restricted() returns boolean language sql stable parallel safe
  return exists (select from restriction where organisation_id = acting_organisation() and lifted_at is null);

-- The restrictions in force that somebody falls under, by their numbers, by whoever else is named, or by their users.
create function restrictions_of(of_organisation text, of_numbers text[], of_persons text[], of_users text[])
  returns table (restriction_id text) language sql stable parallel safe
begin atomic
  select r.id from restriction r
   where r.organisation_id = of_organisation and r.lifted_at is null
     and (r.terms && of_numbers or r.terms && of_persons or r.users && of_users);
end;

-- The same of a call: by its record, or as it was noted.
create function restrictions_of_call(of_organisation text, of_call text)
  returns table (restriction_id text) language sql stable parallel safe
begin atomic
  select r.id from restriction r
   where r.organisation_id = of_organisation and r.lifted_at is null
     and (exists (select from restricted_call m where m.restriction_id = r.id and m.call_id = of_call)
          or exists (select from cdr c
                      where c.id = of_call and c.organisation_id = of_organisation
                        and (r.terms && array[c.caller_number, c.called_number] or r.terms && c.persons
                             or r.users && array[c.caller_user_id, c.called_user_id])));
end;

-- Whether whoever acts has said for which of the uses that art. 18(2) leaves.
create function may_use_restricted() returns boolean language sql stable parallel safe
  return coalesce(current_setting('pronto.use', true), '')
         in ('storage', 'subject', 'consent', 'legal_claims', 'rights_of_others');

-- The wrapped key of a recording of the acting organisation, without which nobody hears it; null where it is restricted.
create function sound_key(of_recording text) returns bytea
  language plpgsql stable security definer set search_path = public as $$
declare
  one record;
begin
  select r.organisation_id, r.call_id, r.wrapped_key into one
    from recording r where r.id = of_recording and r.organisation_id = acting_organisation();
  if is_anything_restricted() and not may_use_restricted()
     and exists (select from restrictions_of_call(one.organisation_id, one.call_id)) then
    return null;
  end if;
  return one.wrapped_key;
end
$$;

-- How many recordings the acting organisation has, and how many of them are sealed.
create function sealed_recordings() returns table (recordings bigint, sealed bigint)
  language sql stable security definer set search_path = public
begin atomic
  select count(*), count(*) filter (where length(wrapped_key) > 0)
    from recording where organisation_id = acting_organisation();
end;

-- The transcripts of the acting organisation, without those that are restricted.
create view readable_transcript as
  select t.* from transcript t
   where t.organisation_id = acting_organisation()
     and ((select may_use_restricted()) or not (select is_anything_restricted())
          or not exists (select from restrictions_of_call(t.organisation_id, t.call_id)));
grant select on readable_transcript to pronto_app;

-- All else of both tables is read as before; a new column is readable once it is granted.
do $$
declare
  one record;
begin
  for one in
    select * from (values ('recording', '{wrapped_key}'::text[]), ('transcript', '{words,text,document}')) x (name, content)
  loop
    execute format('revoke select on %I from pronto_app', one.name);
    execute format('grant select (%s) on %I to pronto_app',
      (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
        where a.attrelid = one.name::regclass and a.attnum > 0 and not a.attisdropped
          and a.attname <> all(one.content)), one.name);
  end loop;
end
$$;

-- Whom an organisation knows: nobody reads the card of whoever has had that restricted, nor is it what a call shows.
create policy contact_restricted on contact as restrictive for select
  using ((select may_use_restricted()) or not (select is_anything_restricted())
         or not exists (select from restrictions_of(organisation_id, numbers, null, null)));

-- Has callers' names read anew that a restriction of the acting organisation hides or has hidden.
create function tell_restricted_contacts(r restriction) returns void
  language sql volatile security definer set search_path = public
begin atomic
  select tell_contacts((r).organisation_id, string_agg(array_to_string(c.numbers, ' '), ' '))
    from contact c
   where c.id = any(array(select k.contact_id from contact_key k
                           where k.organisation_id = (r).organisation_id and k.key = any((r).terms)))
  having count(*) > 0;
end;

-- A restriction of the acting organisation begins: the calls that have sound or words are noted.
create function begin_restriction(of_restriction text) returns void
  language plpgsql security definer set search_path = public as $$
declare
  r restriction;
  calls text[];
begin
  select * into strict r from restriction x where x.id = of_restriction and x.organisation_id = acting_organisation();
  calls := array(
    select c.id from cdr c
     where c.organisation_id = r.organisation_id
       and (c.caller_number = any(r.terms) or c.called_number = any(r.terms) or c.persons && r.terms
            or c.caller_user_id = any(r.users) or c.called_user_id = any(r.users)));
  insert into restricted_call (organisation_id, restriction_id, call_id)
  select r.organisation_id, r.id, kept.call_id from (
    select call_id from recording where organisation_id = r.organisation_id and call_id = any(calls)
     union
    select call_id from transcript where organisation_id = r.organisation_id and call_id = any(calls)) kept
      on conflict do nothing;
  perform tell_restricted_contacts(r);
end
$$;

-- It ends, by whom and when: what was noted goes, and what waited to be written down is.
create function end_restriction(of_restriction text, by_whom text, at timestamptz, informed timestamptz, why bytea)
  returns void language plpgsql security definer set search_path = public as $$
declare
  r restriction;
begin
  select * into strict r from restriction x where x.id = of_restriction and x.organisation_id = acting_organisation();
  update restriction x
     set subject = null, terms = '{}', users = '{}', lifted_by = by_whom, lifted_at = at, informed_at = informed, sealed = why
   where x.id = of_restriction;
  delete from restricted_call m where m.restriction_id = of_restriction;
  perform tell_restricted_contacts(r);
  perform pg_notify('transcript', '');
end
$$;
revoke execute on function sound_key, sealed_recordings, tell_restricted_contacts, begin_restriction, end_restriction
  from public;
grant execute on function sound_key, sealed_recordings, begin_restriction, end_restriction to pronto_app;

-- New recordings of calls with the same person are restricted as well.
create function note_restricted_recording() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  insert into restricted_call (organisation_id, restriction_id, call_id)
  select new.organisation_id, r.restriction_id, new.call_id
    from restrictions_of_call(new.organisation_id, new.call_id) r
      on conflict do nothing;
  return null;
end
$$;
create trigger restricted after insert on recording for each row execute function note_restricted_recording();

-- Nothing is written down of what is restricted, until that is lifted.
create or replace function claim_transcript(lease_seconds integer, claiming_node text)
  returns table (organisation_id text, id text)
  language sql security definer set search_path = public
begin atomic
  update transcript t
     set state = 'running', attempts = t.attempts + 1, updated_at = now(),
         due_at = now() + make_interval(secs => lease_seconds)
   where t.id = (select due.id from transcript due
                  where due.state in ('queued', 'running') and due.due_at <= now()
                    and (due.node is null or due.node = claiming_node
                         or exists (select from recording r
                                     where r.organisation_id = due.organisation_id and r.id = due.recording_id
                                       and r.uploaded_at is not null))
                    and not exists (select from restrictions_of_call(due.organisation_id, due.call_id))
                  order by due.due_at limit 1
                  for update skip locked)
  returning t.organisation_id, t.id;
end;
