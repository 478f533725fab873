-- How long what is limited is kept, as data: every limited row carries its deadline, derived from the rules when it is
-- written and again when they change. Days and months are those of Europe/Paris, whatever the season.

create function paris_day(at timestamptz) returns date language sql immutable strict parallel safe
  return (at at time zone 'Europe/Paris')::date;

-- The same time of day so much later. Where a month lacks that day, its last one (Code de procédure civile, art. 641).
create function paris_later(at timestamptz, period interval) returns timestamptz
  language sql immutable strict parallel safe
  return ((at at time zone 'Europe/Paris') + period) at time zone 'Europe/Paris';

-- What time it is where it is decided what is due, and when a change is in force: no server's clock is asked alone.
create function retention_now() returns timestamptz language sql stable parallel safe
  return now();

-- What the operator allows of each category, and what holds where nobody has decided. Law's bounds are the checks: five
-- years at most for what organisations decide, and for call records 12 months, neither less nor more, which nobody can
-- change (CPCE art. L.34-1 and R.10-13).
create table retention_bound (
  category text primary key check (category in ('recording', 'transcript', 'call_detail_record')),
  minimum_days integer,
  maximum_days integer,
  -- ISO 8601: P6M, P180D
  usual text not null check (usual ~ '^P[1-9][0-9]{0,3}[DM]$'),
  constraint retention_bound_of_law check (
    case when category = 'call_detail_record'
      then minimum_days is null and maximum_days is null and usual = 'P12M'
      else coalesce(minimum_days >= 1 and maximum_days >= minimum_days and maximum_days <= 1826, false) end)
);
insert into retention_bound (category, minimum_days, maximum_days, usual)
values ('recording', 1, 365, 'P6M'), ('transcript', 1, 365, 'P6M'), ('call_detail_record', null, null, 'P12M');
alter table retention_bound enable row level security;
create policy retention_bound_for_all on retention_bound for select using (true);
create policy retention_bound_by_operator on retention_bound for update to pronto_operator using (acting_operator());
grant select on retention_bound to pronto_app;
grant update (minimum_days, maximum_days, usual) on retention_bound to pronto_operator;
create constraint trigger audit after update on retention_bound deferrable initially deferred
  for each row execute function audit_row('retention_bound', 'category');

-- What organisations have decided: for themselves, a team, a number, a user. The narrowest wins, a user's before a
-- number's before a team's before the organisation's; of several of one kind, the shortest. A rule outlives what it is
-- about, for what there is of that.
create table retention_rule (
  organisation_id text not null references organisation,
  category text not null check (category in ('recording', 'transcript')),
  scope text not null check (scope in ('organisation', 'team', 'number', 'user')),
  -- an id, or a number as E.164
  scope_id text not null,
  days integer not null check (days between 1 and 1826),
  primary key (organisation_id, category, scope, scope_id),
  check (scope <> 'organisation' or scope_id = organisation_id)
);
alter table retention_rule enable row level security;
create policy retention_rule_of_organisation on retention_rule using (organisation_id = acting_organisation());
grant select, insert, update, delete on retention_rule to pronto_app;
create constraint trigger audit after insert or update or delete on retention_rule deferrable initially deferred
  for each row execute function audit_row('retention_rule', 'scope_id');

create function refuse_rule_out_of_bounds() returns trigger language plpgsql as $$
begin
  if not exists (select from retention_bound b
                  where b.category = new.category and new.days between b.minimum_days and b.maximum_days) then
    raise exception 'not what the operator allows' using errcode = 'check_violation';
  end if;
  return new;
end
$$;
create trigger within_bounds before insert or update on retention_rule
  for each row execute function refuse_rule_out_of_bounds();

-- Whether transcripts may be kept longer than their recordings.
alter table organisation_settings add column transcripts_outlive_recordings boolean not null default false;

-- A change that would have something deleted sooner: it waits for a second person, or for its day.
create table retention_change (
  organisation_id text primary key references organisation,
  id text not null check (id ~ '^rch_'),
  -- the user or the key that wants it
  asked_by text not null,
  asked_at timestamptz not null,
  in_force_at timestamptz not null,
  -- all the rules there are to be, as rows of retention_rule
  rules jsonb not null,
  transcripts_outlive_recordings boolean not null
);
create index retention_change_due on retention_change (in_force_at);
alter table retention_change enable row level security;
create policy retention_change_of_organisation on retention_change using (organisation_id = acting_organisation());
grant select, insert, update, delete on retention_change to pronto_app;
create constraint trigger audit after insert or update or delete on retention_change deferrable initially deferred
  for each row execute function audit_row('retention_change', 'id');

create function retention_changes_due(at timestamptz) returns setof text
  language sql stable security definer set search_path = public
begin atomic
  select organisation_id from retention_change where in_force_at <= least(at, retention_now()) order by 1;
end;

-- Organisations whose deadlines are to be derived again, since rules or bounds have changed, and how far that has come.
-- Nothing of theirs is swept before it is done.
create table retention_derivation (
  organisation_id text primary key references organisation,
  -- what was due by then stays due
  asked_at timestamptz not null default retention_now(),
  -- how often it was asked for: each time it begins again
  times integer not null default 1,
  -- whether whoever wrote by what held before has ended
  begun boolean not null default false,
  -- the last recording and transcript that have their deadline
  recordings_to text not null default '',
  transcripts_to text not null default ''
);
alter table retention_derivation enable row level security;
create policy retention_derivation_of_organisation on retention_derivation
  using (organisation_id = acting_organisation());
grant select, insert, update, delete on retention_derivation to pronto_app;

create function derive_after_change_of_bounds() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  insert into retention_derivation as d (organisation_id) select id from organisation order by id
      on conflict (organisation_id) do update
         set times = d.times + 1, begun = false, recordings_to = '', transcripts_to = '';
  return null;
end
$$;
revoke execute on function derive_after_change_of_bounds from public;
create trigger derive after update on retention_bound
  for each statement execute function derive_after_change_of_bounds();

create function retention_derivations() returns setof text
  language sql stable security definer set search_path = public
begin atomic
  select organisation_id from retention_derivation order by 1;
end;

-- What a row's deadline depends on, as it was when it was written: who changes teams afterwards changes nothing of it.
alter table recording
  add column user_ids text[] not null default '{}',
  add column team_ids text[] not null default '{}',
  -- by which rule
  add column kept_by text not null default 'usual P6M',
  -- the server that wrote the file; null where that is not known
  add column node text;
grant update (kept_by) on recording to pronto_app;
alter table transcript
  -- when the recording began
  add column spoken_at timestamptz not null default now(),
  add column number text,
  add column user_ids text[] not null default '{}',
  add column team_ids text[] not null default '{}',
  add column kept_by text not null default 'usual P6M';

-- Who took part goes with the recording, and does not stay behind in the log.
drop trigger audit on recording;
create constraint trigger audit after delete on recording deferrable initially deferred
  for each row execute function audit_row('recording', 'id', 'number', 'call_id', 'started_at', 'millis', 'path',
                                          'wrapped_key', 'manifest', 'user_ids', 'team_ids');

-- Whether something is kept whatever its deadline says. Every sweep asks here: this is where a legal hold, by number,
-- person or period, beats retention.
create function retention_held(of_organisation text, of_call text, numbers text[], users text[], of_time timestamptz)
  returns boolean language sql stable parallel safe
  return false;

-- Rules are changed by one at a time, while nothing is written or swept by them. Whoever has the lock does nothing else,
-- since records of calls wait for it meanwhile.
create function lock_retention(organisation text) returns void language sql volatile
  return pg_advisory_xact_lock(hashtextextended('retention ' || organisation, 0));
create function share_retention(organisation text) returns void language sql volatile
  return pg_advisory_xact_lock_shared(hashtextextended('retention ' || organisation, 0));

create function retention_rules(organisation text) returns retention_rule[] language sql stable
  return array(select r from retention_rule r where r.organisation_id = organisation);

create function transcripts_outlive(organisation text) returns boolean language sql stable
  return coalesce((select s.transcripts_outlive_recordings from organisation_settings s
                    where s.organisation_id = organisation), false);

-- How long something is kept by rules, and by which: within the bounds, even where these have changed since.
create function retention_period(rules retention_rule[], wanted text, of_number text, users text[], teams text[])
  returns table (period interval, at_least interval, at_most interval, kept_by text)
  language sql stable
begin atomic
  select coalesce(make_interval(days => r.days), b.usual::interval),
         make_interval(days => b.minimum_days), make_interval(days => b.maximum_days),
         case when r.days > b.maximum_days then r.scope || ' ' || b.maximum_days || ' days, the maximum'
              when r.days < b.minimum_days then r.scope || ' ' || b.minimum_days || ' days, the minimum'
              else coalesce(r.scope || ' ' || r.days || ' days', 'usual ' || b.usual) end
    from retention_bound b
    left join lateral (
      select one.days, one.scope from unnest(rules) one
       where one.category = wanted
         and case one.scope when 'user' then one.scope_id = any(users)
                            when 'number' then one.scope_id = of_number
                            when 'team' then one.scope_id = any(teams)
                            else true end
       order by array_position(array['user', 'number', 'team', 'organisation'], one.scope), one.days
       limit 1) r on true
   where b.category = wanted;
end;

create function retention_deadline(since timestamptz, period interval, at_least interval, at_most interval)
  returns timestamptz language sql immutable strict parallel safe
  return greatest(least(paris_later(since, period), paris_later(since, at_most)), paris_later(since, at_least));

-- What the deadlines of the acting organisation's recordings become by rules, of those after an id and up to another.
-- What was due at a time stays due: nothing comes back.
create function recording_deadlines(rules retention_rule[], at timestamptz, past text, upto text)
  returns table (id text, started_at timestamptz, was timestamptz, is_now timestamptz, kept_by text)
  language sql stable
begin atomic
  with kind as materialized (
    select k.*, p.* from (
      select distinct coalesce(number, '') as number, user_ids, team_ids
        from recording
       where organisation_id = acting_organisation() and id > past and id <= upto) k
     cross join lateral retention_period(rules, 'recording', k.number, k.user_ids, k.team_ids) p)
  select r.id, r.started_at, r.expires_at, retention_deadline(r.started_at, k.period, k.at_least, k.at_most), k.kept_by
    from recording r
    join kind k on k.number = coalesce(r.number, '') and k.user_ids = r.user_ids and k.team_ids = r.team_ids
   where r.organisation_id = acting_organisation() and r.id > past and r.id <= upto and r.expires_at > at;
end;

-- The same of its transcripts: not longer than their recordings, unless that was chosen. Where it no longer is, those
-- whose recording is gone are due.
create function transcript_deadlines(rules retention_rule[], outlive boolean, at timestamptz, past text, upto text)
  returns table (id text, spoken_at timestamptz, was timestamptz, is_now timestamptz, kept_by text)
  language sql stable
begin atomic
  with kind as materialized (
    select k.*, p.period, p.at_least, p.at_most, p.kept_by, s.period as sound_period, s.at_least as sound_at_least,
           s.at_most as sound_at_most, 'recording, ' || s.kept_by as kept_by_sound
      from (select distinct coalesce(number, '') as number, user_ids, team_ids
              from transcript
             where organisation_id = acting_organisation() and id > past and id <= upto) k
     cross join lateral retention_period(rules, 'transcript', k.number, k.user_ids, k.team_ids) p
     cross join lateral retention_period(rules, 'recording', k.number, k.user_ids, k.team_ids) s)
  select t.id, t.spoken_at, t.expires_at,
         case when outlive then d.own else least(d.own, d.sound) end,
         case when outlive or d.own <= d.sound then k.kept_by else k.kept_by_sound end
    from transcript t
    join kind k on k.number = coalesce(t.number, '') and k.user_ids = t.user_ids and k.team_ids = t.team_ids
    left join recording r on r.organisation_id = t.organisation_id and r.id = t.recording_id
    cross join lateral (
      select retention_deadline(t.spoken_at, k.sound_period, k.sound_at_least, k.sound_at_most) as by_rule) s
    cross join lateral (
      select retention_deadline(t.spoken_at, k.period, k.at_least, k.at_most) as own,
             case when r.id is null then least(s.by_rule, at)
                  when r.expires_at <= at then r.expires_at
                  else s.by_rule end as sound) d
   where t.organisation_id = acting_organisation() and t.id > past and t.id <= upto and t.expires_at > at;
end;

-- Derives deadlines of the acting organisation's again, where that was asked for, by the rules that there are now, of the
-- next so many recordings and transcripts at most; returns whether all is done. It takes turns with others who do so.
-- Those who write wait for it once, and no longer than others do that write by what held before.
create function derive_deadlines(most integer) returns boolean language plpgsql as $$
declare
  mine constant text := acting_organisation();
  asked retention_derivation;
  rules retention_rule[];
  recordings_upto text;
  transcripts_upto text;
begin
  perform pg_advisory_xact_lock(hashtextextended('derivation ' || mine, 0));
  if exists (select from retention_derivation where organisation_id = mine and not begun) then
    perform lock_retention(mine);
    update retention_derivation set begun = true where organisation_id = mine;
    return false;
  end if;
  perform share_retention(mine);
  select d.* into asked from retention_derivation d where d.organisation_id = mine;
  if asked.organisation_id is null then
    return true;
  elsif not asked.begun then
    return false;
  end if;
  rules := retention_rules(mine);
  recordings_upto := (select max(page.id) from (
    select r.id from recording r where r.organisation_id = mine and r.id > asked.recordings_to
     order by r.id limit most) page);
  transcripts_upto := (select max(page.id) from (
    select t.id from transcript t where t.organisation_id = mine and t.id > asked.transcripts_to
     order by t.id limit most) page);
  if recordings_upto is null and transcripts_upto is null then
    delete from retention_derivation where organisation_id = mine and times = asked.times;
    return found;
  end if;
  update recording r set expires_at = d.is_now, kept_by = d.kept_by
    from recording_deadlines(rules, asked.asked_at, asked.recordings_to, recordings_upto) d
   where r.id = d.id and (d.was <> d.is_now or d.kept_by <> r.kept_by);
  update transcript t set expires_at = d.is_now, kept_by = d.kept_by
    from transcript_deadlines(rules, transcripts_outlive(mine), asked.asked_at, asked.transcripts_to,
                              transcripts_upto) d
   where t.id = d.id and (d.was <> d.is_now or d.kept_by <> t.kept_by);
  update retention_derivation
     set recordings_to = coalesce(recordings_upto, recordings_to),
         transcripts_to = coalesce(transcripts_upto, transcripts_to)
   where organisation_id = mine and times = asked.times;
  return false;
end
$$;

-- Who took part, and at which server, is read from the call's record, which is written before its recordings.
create function recording_is_limited() returns trigger language plpgsql as $$
declare
  call record;
  kept record;
begin
  perform share_retention(new.organisation_id);
  select c.node, array_remove(array[c.caller_user_id, nullif(c.called_user_id, c.caller_user_id)], null) as users
    into call
    from cdr c
   where c.id = new.call_id and c.started_at > new.started_at - interval '2 days'
     and c.started_at < new.started_at + interval '1 day';
  if not found then -- of a call that was longer, or by another clock: looked for in every month
    select c.node, array_remove(array[c.caller_user_id, nullif(c.called_user_id, c.caller_user_id)], null) as users
      into call
      from cdr c where c.id = new.call_id;
  end if;
  if found then
    new.node := call.node;
    new.user_ids := call.users;
  end if;
  new.team_ids := array(select distinct m.team_id from team_member m
                         where m.organisation_id = new.organisation_id and m.user_id = any(new.user_ids) order by 1);
  select retention_deadline(new.started_at, p.period, p.at_least, p.at_most) as deadline, p.kept_by into kept
    from retention_period(retention_rules(new.organisation_id), 'recording', new.number, new.user_ids, new.team_ids) p;
  new.expires_at := kept.deadline;
  new.kept_by := kept.kept_by;
  return new;
end
$$;
create trigger limited before insert on recording for each row execute function recording_is_limited();

create function transcript_is_limited() returns trigger language plpgsql as $$
declare
  rules retention_rule[];
  sound record;
  own record;
begin
  perform share_retention(new.organisation_id);
  rules := retention_rules(new.organisation_id);
  select r.started_at, r.number, r.user_ids, r.team_ids into sound
    from recording r where r.organisation_id = new.organisation_id and r.id = new.recording_id;
  if found then
    new.spoken_at := sound.started_at;
    new.number := sound.number;
    new.user_ids := sound.user_ids;
    new.team_ids := sound.team_ids;
  end if;
  select retention_deadline(new.spoken_at, p.period, p.at_least, p.at_most) as deadline, p.kept_by into own
    from retention_period(rules, 'transcript', new.number, new.user_ids, new.team_ids) p;
  select retention_deadline(new.spoken_at, p.period, p.at_least, p.at_most) as deadline, p.kept_by into sound
    from retention_period(rules, 'recording', new.number, new.user_ids, new.team_ids) p;
  if own.deadline <= sound.deadline or transcripts_outlive(new.organisation_id) then
    new.expires_at := own.deadline;
    new.kept_by := own.kept_by;
  else
    new.expires_at := sound.deadline;
    new.kept_by := 'recording, ' || sound.kept_by;
  end if;
  return new;
end
$$;
create trigger limited before insert on transcript for each row execute function transcript_is_limited();

-- What is due is found organisation by organisation.
drop index recording_expiry;
create index recording_expiry on recording (organisation_id, expires_at);
drop index transcript_expiry;
create index transcript_expiry on transcript (organisation_id, expires_at);

-- Whose recordings or transcripts are due, but for those whose deadlines are being derived; nothing else is told across
-- organisations.
create function retention_due(at timestamptz) returns setof text
  language sql stable security definer set search_path = public
begin atomic
  select o.id from organisation o
   where not exists (select from retention_derivation d where d.organisation_id = o.id)
     and (exists (select from recording r where r.organisation_id = o.id and r.expires_at <= least(at, now()))
          or exists (select from transcript t where t.organisation_id = o.id and t.expires_at <= least(at, now())))
   order by 1;
end;

-- When all that was due was last deleted, by whichever server: what begins again knows it, too.
create table retention_sweep (
  single boolean primary key default true check (single),
  completed_at timestamptz not null default now()
);
insert into retention_sweep default values;
alter table retention_sweep enable row level security;
create policy retention_sweep_for_all on retention_sweep using (true);
grant select, update (completed_at) on retention_sweep to pronto_app;

revoke execute on function retention_changes_due, retention_derivations, retention_due from public;
grant execute on function retention_changes_due, retention_derivations, retention_due to pronto_app;

-- What there is: who took part in it, as far as that is known still, and its deadline to the hour, by the first sweep.
update recording r
   set node = c.node,
       user_ids = array_remove(array[c.caller_user_id, nullif(c.called_user_id, c.caller_user_id)], null)
  from cdr c where c.id = r.call_id;
update recording r
   set team_ids = array(select distinct m.team_id from team_member m
                         where m.organisation_id = r.organisation_id and m.user_id = any(r.user_ids) order by 1)
 where r.user_ids <> '{}';
update transcript set spoken_at = created_at;
update transcript t set spoken_at = r.started_at, number = r.number, user_ids = r.user_ids, team_ids = r.team_ids
  from recording r where r.organisation_id = t.organisation_id and r.id = t.recording_id;
insert into retention_derivation (organisation_id) select id from organisation;
