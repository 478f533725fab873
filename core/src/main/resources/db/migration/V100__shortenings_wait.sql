-- What would have anything deleted sooner takes two people and time, whoever wants it: an organisation's change waits for
-- another administrator and a day from then on, or for seven days where there is no other; the operator's, which is about
-- everybody, waits for another account, and then until each organisation that it affects has known of it for seven days.

alter table retention_change
  -- whether another administrator must confirm it: where there was one when it was asked for
  add column needs_confirmation boolean not null default false,
  add column confirmed_by text,
  add column confirmed_at timestamptz,
  -- when the administrators were written to of the day: a day before it
  add column told_at timestamptz,
  add constraint retention_change_by_two check (confirmed_by <> asked_by),
  add constraint retention_change_confirmed check ((confirmed_by is null) = (confirmed_at is null));

-- Who administers the organisation that acts beside somebody, and may confirm what that one wants.
create function others_may_confirm(asker text) returns boolean language sql stable
  return exists (select from user_account u
                  where u.organisation_id = acting_organisation() and u.active and u.id <> asker
                    and u.role in ('administrator', 'super_administrator'));

-- Whether a change's day has come, of which its administrators were told.
create function has_come(c retention_change, at timestamptz) returns boolean language sql stable
  return c.in_force_at <= least(at, retention_now()) and c.told_at is not null
     and (c.confirmed_at is not null or not c.needs_confirmation);

create or replace function retention_changes_due(at timestamptz) returns setof text
  language sql stable security definer set search_path = public
begin atomic
  select c.organisation_id from retention_change c where has_come(c, at) order by 1;
end;

-- Whether it is time to tell of the day: an hour earlier than it must be, since sweeps are hourly.
create function is_near(c retention_change, at timestamptz) returns boolean language sql stable
  return c.told_at is null and not c.needs_confirmation
     and c.in_force_at <= least(at, retention_now()) + interval '25 hours';

create function retention_changes_near(at timestamptz) returns setof text
  language sql stable security definer set search_path = public
begin atomic
  select c.organisation_id from retention_change c where is_near(c, at) order by 1;
end;
revoke execute on function retention_changes_near from public;
grant execute on function retention_changes_near to pronto_app;

-- What the operator will allow of a category, less than it allows now.
create table retention_bound_change (
  category text primary key references retention_bound check (category <> 'call_detail_record'),
  id text not null unique check (id ~ '^rbc_[0-9A-Z]{26}$'),
  minimum_days integer not null,
  maximum_days integer not null,
  usual text not null check (usual ~ '^P[1-9][0-9]{0,3}[DM]$'),
  -- accounts of the operator's
  asked_by text not null,
  asked_at timestamptz not null,
  confirmed_by text,
  confirmed_at timestamptz,
  -- null: nobody has confirmed it
  in_force_at timestamptz,
  constraint retention_bound_change_of_law check (minimum_days >= 1 and maximum_days >= minimum_days
                                                  and maximum_days <= 1826),
  constraint retention_bound_change_by_two check (confirmed_by <> asked_by),
  check (num_nulls(confirmed_by, confirmed_at, in_force_at) in (0, 3)),
  constraint retention_bound_change_waits check (in_force_at >= confirmed_at + interval '168 hours')
);
alter table retention_bound_change enable row level security;
create policy retention_bound_change_by_operator on retention_bound_change to pronto_operator using (acting_operator());
grant select, insert, update, delete on retention_bound_change to pronto_operator;
-- what was announced binds what organisations decide until then, and who wants it is none of theirs
create policy retention_bound_change_announced on retention_bound_change for select using (confirmed_at is not null);
grant select (category, maximum_days, confirmed_at, in_force_at) on retention_bound_change to pronto_app;
create constraint trigger audit after insert or update or delete on retention_bound_change deferrable initially deferred
  for each row execute function audit_row('retention_bound_change', 'id');

-- Whether one allows less than another: fewer days, or, from any day of four years, an earlier one.
create function allows_less(wanted retention_bound, than retention_bound) returns boolean language sql stable
  return wanted.minimum_days < than.minimum_days or wanted.maximum_days < than.maximum_days
      or exists (select from generate_series(timestamp '2025-01-01', timestamp '2028-12-31', interval '1 day') day
                  where day + wanted.usual::interval < day + than.usual::interval);

-- Whether a change's day has come, and whoever it affects has known of it for as long. For the operator.
create function has_come(c retention_bound_change, at timestamptz) returns boolean language sql stable
  return c.in_force_at <= least(at, retention_now())
     and not exists (select from notice n
                      where n.about = c.id
                        and (n.told_at is null or n.told_at > least(at, retention_now()) - interval '168 hours'));

-- Nobody takes a shorter way, not in SQL either. What law has fixed is refused by its own check.
create function refuse_less_at_once() returns trigger language plpgsql as $$
begin
  if old.category <> 'call_detail_record' and allows_less(new, old)
     and not exists (select from retention_bound_change c
                      where c.category = new.category and has_come(c, retention_now())
                        and (c.minimum_days, c.maximum_days, c.usual)
                            = (new.minimum_days, new.maximum_days, new.usual)) then
    raise exception 'to allow less waits for a second account and its day' using errcode = 'check_violation';
  end if;
  return new;
end
$$;
create trigger less_waits before update on retention_bound for each row execute function refuse_less_at_once();

-- What organisations are told of it, and where it does not come after all. Codes are a program's.
alter table notice drop constraint notice_kind_check, add constraint notice_kind_check check (kind ~ '^[a-z_]{1,40}$');
