-- Which rows were shown to whom: the log of accesses tells of each recording that was heard and each transcript that was
-- read, and this of whatever else leaves by the API, lists among it. For the length of one listening what one reader sees
-- of one kind from one place is one row, so that a screen that is refreshed all day adds little. It has ids and no
-- content: who it was about is asked of the rows themselves.
create table reading (
  id text primary key check (id ~ '^rdg_'),
  organisation_id text not null references organisation,
  kind text not null check (kind in ('call', 'recording', 'contact', 'user')),
  -- the user or the key
  reader text not null,
  -- the address that the requests came from; empty for none
  source text not null,
  began_at timestamptz not null,
  ended_at timestamptz not null,
  ids text[] not null check (cardinality(ids) > 0),
  -- as records of calls, of which most are
  delete_after date not null,
  check (ended_at >= began_at)
);
create index reading_of_reader on reading (organisation_id, reader, kind, began_at);
create index reading_from_source on reading (source, began_at);
create index reading_delete_after on reading (delete_after);
alter table reading enable row level security;
create policy reading_of_organisation on reading using (organisation_id = acting_organisation());
grant select on reading to pronto_app;

-- Notes what whoever acts is shown, or (whose) what somebody is who has left a link.
create function note_reading(what text, whose text, shown text[]) returns void
  language plpgsql security definer set search_path = public as $$
declare
  most constant integer := 1000;
  mine constant text := acting_organisation();
  who constant text := coalesce(whose, split_part(current_setting('pronto.actor', true), ':', 2), '');
  place constant text := coalesce(current_setting('pronto.source', true), '');
  last reading;
begin
  if mine is null then
    raise exception 'nobody acts';
  end if;
  if who = '' or cardinality(shown) = 0 then
    return;
  end if;
  select * into last from reading r
   where r.organisation_id = mine and r.reader = who and r.kind = what and r.source = place
     and r.began_at > now() - interval '10 minutes' and cardinality(r.ids) < most
   order by r.began_at desc limit 1;
  if last.id is null then
    insert into reading (id, organisation_id, kind, reader, source, began_at, ended_at, ids, delete_after)
    values ('rdg_' || ulid(now()), mine, what, who, place, now(), now(), shown, last_day_of_call(now()));
  elsif not shown <@ last.ids then
    update reading r
       set ended_at = now(), ids = (select array_agg(distinct each) from unnest(r.ids || shown) each)
     where r.id = last.id;
  elsif last.ended_at < now() - interval '1 minute' then
    update reading set ended_at = now() where id = last.id;
  end if;
end
$$;
revoke execute on function note_reading from public;
grant execute on function note_reading to pronto_app;

-- What was opened is looked for by whoever opened it, or from where, in all chains at once.
create index audit_event_opened_by on audit_event (actor_id, occurred_at)
  where action in ('recording.heard', 'transcript.read', 'transcript.followed');
create index audit_event_opened_from on audit_event (source, occurred_at)
  where action in ('recording.heard', 'transcript.read', 'transcript.followed');
create index audit_event_of_session on audit_event (subject_id) where action = 'session.opened';

-- What the operator has looked for in all that: by whom a breach was made, or from where, and when. It holds nobody: who
-- was affected is asked anew each time, of what there is.
create table breach_trace (
  id text primary key check (id ~ '^brt_[0-9A-Z]{26}$'),
  breach_id text not null references breach,
  means text not null check (means in ('api_key', 'user', 'session', 'address', 'organisation')),
  value text not null check (length(value) between 1 and 100),
  since timestamptz not null,
  until timestamptz not null,
  -- those whose rows were shown
  organisation_ids text[] not null,
  traced_by text not null,
  traced_at timestamptz not null,
  check (until > since)
);
create index breach_trace_of_breach on breach_trace (breach_id, id);
alter table breach_trace enable row level security;
create policy breach_trace_by_operator on breach_trace to pronto_operator using (acting_operator());
-- an organisation that was told of a breach asks who of its own was affected
create policy breach_trace_of_organisation on breach_trace for select using (
  acting_organisation() = any(organisation_ids)
  and exists (select from notice n where n.organisation_id = acting_organisation() and n.kind = 'breach'
                and n.about = breach_id and n.due_at <= now()));
grant select on breach_trace to pronto_app;
grant insert on breach_trace to pronto_operator;
create constraint trigger audit after insert on breach_trace deferrable initially deferred
  for each row execute function audit_row('breach_trace', 'breach_id');

-- How many were affected by a breach, by all that was traced of it: counts, and nothing of whom.
create table breach_affected (
  breach_id text not null references breach,
  organisation_id text not null references organisation,
  counts jsonb not null,
  traced_at timestamptz not null,
  primary key (breach_id, organisation_id)
);
create index breach_affected_of_organisation on breach_affected (organisation_id);
alter table breach_affected enable row level security;
create policy breach_affected_by_operator on breach_affected to pronto_operator using (acting_operator());
grant select, insert, update on breach_affected to pronto_operator;

-- Whose rows were shown by that means: for the operator, who sees none of them.
create function organisations_read(by_means text, by_value text, from_time timestamptz, to_time timestamptz) returns setof text
  language plpgsql stable security definer set search_path = public as $$
begin
  if not acting_operator() then
    raise exception 'only the operator may ask that';
  end if;
  if by_means = 'organisation' then
    return query select id from organisation where id = by_value;
  elsif by_means = 'address' then
    return query
      select distinct organisation_id from reading
       where source = by_value and began_at < to_time and ended_at >= from_time - interval '2 minutes'
      union
      select distinct chain from audit_event
       where source = by_value and occurred_at >= from_time - interval '10 minutes' and occurred_at < to_time
         and action in ('recording.heard', 'transcript.read', 'transcript.followed')
         and chain <> 'operator';
  elsif by_means = 'session' then
    return query select distinct chain from audit_event
                  where subject_id = by_value and action = 'session.opened' and chain <> 'operator';
  else
    return query
      select distinct organisation_id from reading
       where reader = by_value and began_at < to_time and ended_at >= from_time - interval '2 minutes'
      union
      select distinct chain from audit_event
       where actor_id = by_value and occurred_at >= from_time - interval '10 minutes' and occurred_at < to_time
         and action in ('recording.heard', 'transcript.read', 'transcript.followed')
         and chain <> 'operator';
  end if;
end
$$;
revoke execute on function organisations_read from public;
grant execute on function organisations_read to pronto_operator;

-- Which deadline somebody was warned of, once, whatever number of servers there is: of an organisation, or (null) of the
-- operator's staff.
create table deadline_warning (
  id text primary key check (id ~ '^dwn_'),
  -- the id of what is due
  about text not null,
  -- which warning: 24_hours, 6_hours, near, over
  moment text not null,
  organisation_id text references organisation,
  warned_at timestamptz not null,
  constraint deadline_warning_once unique nulls not distinct (about, moment, organisation_id)
);
alter table deadline_warning enable row level security;
create policy deadline_warning_of_organisation on deadline_warning using (organisation_id = acting_organisation());
create policy deadline_warning_by_operator on deadline_warning to pronto_operator using (acting_operator());
grant select, insert on deadline_warning to pronto_app;
