-- What is due is deleted by the database's clock, for good. So it is held against the latest time that was believed, which
-- every sweep moves on: a clock that is three days or more ahead of that, or behind, is believed no longer, and nothing is
-- deleted by it, until it is right again or somebody of the operator's says that it is. What was written while it was behind
-- bears dates that are too early, and would be deleted too early for that: so when it is right again somebody says so.
alter table retention_sweep
  add column seen_at timestamptz not null default now(),
  -- why the clock was not believed when it was looked at last
  add column doubt text check (doubt in ('ahead', 'behind', 'was_behind')),
  -- between which times, as it had them, the clock was behind
  add column behind_from timestamptz,
  add column behind_until timestamptz,
  -- the account of the operator's that has said that it is right
  add column confirmed_by text,
  add column confirmed_at timestamptz,
  add check ((behind_from is null) = (behind_until is null)),
  add check ((confirmed_by is null) = (confirmed_at is null));
create constraint trigger audit after update on retention_sweep deferrable initially deferred
  for each row when (new.confirmed_at is distinct from old.confirmed_at)
  execute function audit_row('retention_clock', 'single');

-- Looks at the clock, and says what is thought of it; begins: whether that has just become a doubt, or another one.
create function look_at_clock()
  returns table (doubt text, clock timestamptz, seen_at timestamptz, behind_from timestamptz, behind_until timestamptz,
                 confirmed_by text, confirmed_at timestamptz, begins boolean)
  language plpgsql security definer set search_path = public as $$
#variable_conflict use_column
declare
  reach constant interval := '3 days';
  was retention_sweep;
  is_now retention_sweep;
begin
  select s.* into strict was from retention_sweep s for update;
  is_now := was;
  if now() >= was.seen_at + reach then
    is_now.doubt := 'ahead';
  elsif now() <= was.seen_at - reach then
    is_now.doubt := 'behind';
    is_now.behind_from := least(was.behind_from, now());
    is_now.behind_until := greatest(was.behind_until, now());
  else
    is_now.doubt := case when was.behind_from is not null then 'was_behind' end;
    is_now.seen_at := greatest(was.seen_at, now());
  end if;
  -- not each time, since many look
  if is_now.doubt is distinct from was.doubt or is_now.behind_from is distinct from was.behind_from
     or is_now.behind_until > was.behind_until + interval '1 minute' or is_now.seen_at > was.seen_at + interval '1 minute' then
    update retention_sweep
       set seen_at = is_now.seen_at, doubt = is_now.doubt, behind_from = is_now.behind_from,
           behind_until = is_now.behind_until;
  end if;
  return query
  select is_now.doubt, now(), was.seen_at, is_now.behind_from, is_now.behind_until, was.confirmed_by, was.confirmed_at,
         is_now.doubt is not null and is_now.doubt is distinct from was.doubt;
end
$$;

-- Somebody of the operator's says that the clock is right: false where nobody doubts it.
create function confirm_clock(by_whom text) returns boolean
  language plpgsql security definer set search_path = public as $$
declare
  doubted constant text := (select l.doubt from look_at_clock() l);
begin
  if not acting_operator() then
    raise exception 'only the operator says so' using errcode = 'insufficient_privilege';
  end if;
  if doubted is null then
    return false;
  end if;
  update retention_sweep
     set seen_at = now(), doubt = null, behind_from = null, behind_until = null, confirmed_by = by_whom,
         confirmed_at = now();
  return true;
end
$$;
revoke execute on function look_at_clock, confirm_clock from public;
grant execute on function look_at_clock, confirm_clock to pronto_operator;
