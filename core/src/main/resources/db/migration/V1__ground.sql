-- The application's connections run as this role. It owns nothing, so row-level security binds it.
do $$
begin
  if not exists (select from pg_roles where rolname = 'pronto_app') then
    create role pronto_app nologin;
  end if;
end
$$;
grant pronto_app to current_user;
grant usage on schema public to pronto_app;
revoke create on schema public from public;

-- Who a transaction acts for; null when nobody was named.
create function acting_organisation() returns text language sql stable
  return nullif(current_setting('pronto.organisation', true), '');
create function acting_operator() returns boolean language sql stable
  return coalesce(current_setting('pronto.realm', true), '') = 'operator';

create table organisation (
  id text primary key check (id ~ '^org_'),
  name text not null check (length(name) between 1 and 200),
  country text not null check (country ~ '^[A-Z]{2}$'),
  -- first label of the organisation's SIP domain
  label text not null unique check (label ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  created_at timestamptz not null default now()
);
alter table organisation enable row level security;
create policy organisation_itself on organisation using (id = acting_organisation());
create policy organisation_by_operator on organisation using (acting_operator());
grant select, insert, update on organisation to pronto_app;
