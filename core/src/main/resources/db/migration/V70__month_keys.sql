-- One key per organisation and month (UTC) in which recordings began, sealed by secrets.key; it wraps the keys of those
-- recordings. Recordings made before have theirs wrapped by organisation_key.
create table month_key (
  organisation_id text not null references organisation,
  -- its first day
  month date not null check (extract(day from month) = 1),
  -- what certificates call it
  id text not null unique check (id ~ '^key_'),
  -- null once it was destroyed; the row stays, so that nobody makes another for that month
  sealed bytea,
  created_at timestamptz not null default now(),
  destroyed_at timestamptz,
  primary key (organisation_id, month),
  check ((sealed is null) = (destroyed_at is not null))
);
alter table month_key enable row level security;
create policy month_key_of_organisation on month_key using (organisation_id = acting_organisation());
grant select, insert on month_key to pronto_app;

create index recording_started on recording (organisation_id, started_at);

-- Whether no recording of a month is left, and none can come that would stay: its key has nothing to open. A server that
-- was away may still have recordings in its spool, for however long: a month must have been over for longer than any
-- recording may be kept, and for 13 months in any case, so that whatever is written so late is due at once.
create function is_emptied(k month_key) returns boolean language plpgsql stable as $$
begin
  return k.sealed is not null
    and now() >= (k.month + interval '14 months') at time zone 'UTC'
    and now() >= (k.month + interval '1 month 1 day') at time zone 'UTC'
                 + (select max(b.maximum_days) from retention_bound b where b.category = 'recording') * interval '1 day'
    and not exists (select from recording r
                     where r.organisation_id = k.organisation_id
                       and r.started_at >= k.month::timestamp at time zone 'UTC'
                       and r.started_at < (k.month + interval '1 month') at time zone 'UTC');
end
$$;

create function emptied_months() returns table (organisation_id text, month date)
  language sql stable security definer set search_path = public
begin atomic
  select k.organisation_id, k.month from month_key k where is_emptied(k);
end;

-- Destroys the key of such a month of the organisation that acts, and returns its id; nothing where it is not one.
create function destroy_month_key(wanted_month date) returns text
  language plpgsql volatile security definer set search_path = public as $$
declare
  destroyed text;
begin
  update month_key k set sealed = null, destroyed_at = now()
   where k.organisation_id = acting_organisation() and k.month = wanted_month and is_emptied(k)
  returning k.id into destroyed;
  if found then
    perform pg_notify('month_key', acting_organisation() || ' ' || wanted_month);
  end if;
  return destroyed;
end
$$;
revoke execute on function is_emptied, emptied_months, destroy_month_key from public;
grant execute on function emptied_months, destroy_month_key to pronto_app;
