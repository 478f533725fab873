-- What calls were recorded for limits how long it is kept, whatever rules say: to train and to evaluate people, six months
-- (CNIL; DOMAIN section 8). What was said is written down in transcripts word by word, and these are no analysis: they are
-- kept no longer. And what deadlines would be by other bounds can be reckoned, as what they would be by other rules.

alter table transcript
  -- whether its recording was made to train people: it may be gone
  add column for_training boolean not null default false;
grant select (for_training) on transcript to pronto_app;
update transcript t set for_training = true
  from recording r where r.organisation_id = t.organisation_id and r.id = t.recording_id and r.purpose = 'training';

-- Until when something may be kept that was recorded to train people; null of all else.
create function training_limit(for_training boolean, since timestamptz) returns timestamptz
  language sql immutable parallel safe
  return case when for_training then paris_later(since, interval '6 months') end;

drop function transcript_deadlines;
drop function recording_deadlines;
drop function retention_period;

-- How long something is kept by rules, and by which: within the bounds, even where these have changed since; null for
-- these: those that there are.
create function retention_period(rules retention_rule[], wanted text, of_number text, users text[], teams text[],
                                 bounds retention_bound[] default null)
  returns table (period interval, at_least interval, at_most interval, kept_by text)
  language sql stable
begin atomic
  select coalesce(make_interval(days => r.days), b.usual::interval),
         make_interval(days => b.minimum_days), make_interval(days => b.maximum_days),
         case when r.days > b.maximum_days then r.scope || ' ' || b.maximum_days || ' days, the maximum'
              when r.days < b.minimum_days then r.scope || ' ' || b.minimum_days || ' days, the minimum'
              else coalesce(r.scope || ' ' || r.days || ' days', 'usual ' || b.usual) end
    from (select one.* from retention_bound one where bounds is null and one.category = wanted
           union all
          select one.* from unnest(bounds) one where one.category = wanted) b
    left join lateral (
      select one.days, one.scope from unnest(rules) one
       where one.category = wanted
         and case one.scope when 'user' then one.scope_id = any(users)
                            when 'number' then one.scope_id = of_number
                            when 'team' then one.scope_id = any(teams)
                            else true end
       order by array_position(array['user', 'number', 'team', 'organisation'], one.scope), one.days
       limit 1) r on true;
end;

-- What the deadlines of the acting organisation's recordings become by rules and bounds, of those after an id and up to
-- another. What was due at a time stays due: nothing comes back.
create function recording_deadlines(rules retention_rule[], at timestamptz, past text, upto text,
                                    bounds retention_bound[] default null)
  returns table (id text, started_at timestamptz, was timestamptz, is_now timestamptz, kept_by text)
  language sql stable
begin atomic
  with kind as materialized (
    select k.*, p.* from (
      select distinct coalesce(number, '') as number, user_ids, team_ids
        from recording
       where organisation_id = acting_organisation() and id > past and id <= upto) k
     cross join lateral retention_period(rules, 'recording', k.number, k.user_ids, k.team_ids, bounds) p)
  select r.id, r.started_at, r.expires_at, least(d.by_rule, d.at_most),
         case when d.at_most < d.by_rule then 'training, 6 months at most' else k.kept_by end
    from recording r
    join kind k on k.number = coalesce(r.number, '') and k.user_ids = r.user_ids and k.team_ids = r.team_ids
    cross join lateral (
      select retention_deadline(r.started_at, k.period, k.at_least, k.at_most) as by_rule,
             training_limit(r.purpose = 'training', r.started_at) as at_most) d
   where r.organisation_id = acting_organisation() and r.id > past and r.id <= upto and r.expires_at > at;
end;

-- The same of its transcripts: not longer than their recordings, unless that was chosen. Where it no longer is, those
-- whose recording is gone are due.
create function transcript_deadlines(rules retention_rule[], outlive boolean, at timestamptz, past text, upto text,
                                     bounds retention_bound[] default null)
  returns table (id text, spoken_at timestamptz, was timestamptz, is_now timestamptz, kept_by text)
  language sql stable
begin atomic
  with kind as materialized (
    select k.*, p.period, p.at_least, p.at_most, p.kept_by, s.period as sound_period, s.at_least as sound_at_least,
           s.at_most as sound_at_most, s.kept_by as kept_by_sound
      from (select distinct coalesce(number, '') as number, user_ids, team_ids
              from transcript
             where organisation_id = acting_organisation() and id > past and id <= upto) k
     cross join lateral retention_period(rules, 'transcript', k.number, k.user_ids, k.team_ids, bounds) p
     cross join lateral retention_period(rules, 'recording', k.number, k.user_ids, k.team_ids, bounds) s)
  select t.id, t.spoken_at, t.expires_at,
         case when outlive then d.own else least(d.own, d.sound) end,
         case when outlive or d.own <= d.sound then n.own else n.sound end
    from transcript t
    join kind k on k.number = coalesce(t.number, '') and k.user_ids = t.user_ids and k.team_ids = t.team_ids
    left join recording r on r.organisation_id = t.organisation_id and r.id = t.recording_id
    cross join lateral (
      select retention_deadline(t.spoken_at, k.period, k.at_least, k.at_most) as by_rule,
             retention_deadline(t.spoken_at, k.sound_period, k.sound_at_least, k.sound_at_most) as sound_by_rule,
             training_limit(t.for_training, t.spoken_at) as at_most) l
    cross join lateral (
      select case when l.at_most < l.by_rule then 'training, 6 months at most' else k.kept_by end as own,
             case when l.at_most < l.sound_by_rule then 'recording, training, 6 months at most'
                  else 'recording, ' || k.kept_by_sound end as sound) n
    cross join lateral (
      select least(l.by_rule, l.at_most) as own,
             case when r.id is null then least(l.sound_by_rule, l.at_most, at)
                  when r.expires_at <= at then r.expires_at
                  else least(l.sound_by_rule, l.at_most) end as sound) d
   where t.organisation_id = acting_organisation() and t.id > past and t.id <= upto and t.expires_at > at;
end;

-- Who took part, and at which server, is read from the call's record, which is written before its recordings.
create or replace function recording_is_limited() returns trigger language plpgsql as $$
declare
  call record;
  kept record;
  at_most timestamptz;
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
  -- its column has it only once it is written
  at_most := training_limit(new.manifest ->> 'purpose' = 'training', new.started_at);
  new.expires_at := least(kept.deadline, at_most);
  new.kept_by := case when at_most < kept.deadline then 'training, 6 months at most' else kept.kept_by end;
  return new;
end
$$;

create or replace function transcript_is_limited() returns trigger language plpgsql as $$
declare
  rules retention_rule[];
  sound record;
  own record;
  at_most timestamptz;
begin
  perform share_retention(new.organisation_id);
  rules := retention_rules(new.organisation_id);
  select r.started_at, r.number, r.user_ids, r.team_ids, r.purpose into sound
    from recording r where r.organisation_id = new.organisation_id and r.id = new.recording_id;
  if found then
    new.spoken_at := sound.started_at;
    new.number := sound.number;
    new.user_ids := sound.user_ids;
    new.team_ids := sound.team_ids;
    new.for_training := sound.purpose is not distinct from 'training';
  end if;
  select retention_deadline(new.spoken_at, p.period, p.at_least, p.at_most) as deadline, p.kept_by into own
    from retention_period(rules, 'transcript', new.number, new.user_ids, new.team_ids) p;
  select retention_deadline(new.spoken_at, p.period, p.at_least, p.at_most) as deadline, p.kept_by into sound
    from retention_period(rules, 'recording', new.number, new.user_ids, new.team_ids) p;
  at_most := training_limit(new.for_training, new.spoken_at);
  if at_most < own.deadline then
    own.deadline := at_most;
    own.kept_by := 'training, 6 months at most';
  end if;
  if at_most < sound.deadline then
    sound.deadline := at_most;
    sound.kept_by := 'training, 6 months at most';
  end if;
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

-- What there is of it, by the first sweep.
insert into retention_derivation as d (organisation_id)
select distinct organisation_id from recording where purpose = 'training'
    on conflict (organisation_id) do update
       set times = d.times + 1, begun = false, recordings_to = '', transcripts_to = '';
