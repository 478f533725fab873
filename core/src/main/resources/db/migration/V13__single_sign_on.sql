-- Domains whose e-mail addresses an organisation has shown to be its own. They stand in ASCII (IDNA), so that
-- what only looks alike is another one.
create table email_domain (
  id text primary key check (id ~ '^dom_'),
  organisation_id text not null references organisation,
  domain text not null check (length(domain) <= 253 and domain ~ '^[a-z0-9-]+(\.[a-z0-9-]+)+$'),
  -- what a TXT record of the domain must say; anybody may read it there
  token text not null,
  created_at timestamptz not null default now(),
  verified_at timestamptz,
  constraint email_domain_own unique (organisation_id, domain)
);
create unique index email_domain_verified on email_domain (domain) where verified_at is not null;
alter table email_domain enable row level security;
create policy email_domain_of_organisation on email_domain using (organisation_id = acting_organisation());
grant select, insert, update, delete on email_domain to pronto_app;
create constraint trigger audit after insert or update or delete on email_domain deferrable initially deferred
  for each row execute function audit_row('email_domain', 'id');

-- Where an organisation's people sign in, by OpenID Connect.
create table identity_provider (
  organisation_id text primary key references organisation,
  kind text not null check (kind in ('okta', 'entra', 'oidc')),
  issuer text not null,
  client_id text not null,
  -- sealed by secrets.key
  client_secret bytea not null,
  groups_claim text not null default 'groups',
  -- whether who is not known yet is let in, as an agent
  just_in_time boolean not null default false,
  -- whether passwords open nothing, but for one super administrator who can mend what is broken
  enforced boolean not null default false,
  break_glass_user_id text,
  created_at timestamptz not null default now(),
  check (not enforced or break_glass_user_id is not null),
  constraint identity_provider_break_glass foreign key (organisation_id, break_glass_user_id)
    references user_account (organisation_id, id)
);
create index identity_provider_of_issuer on identity_provider (issuer);
create index identity_provider_of_user on identity_provider (break_glass_user_id);
alter table identity_provider enable row level security;
create policy identity_provider_of_organisation on identity_provider
  using (organisation_id = acting_organisation());
grant select, insert, update, delete on identity_provider to pronto_app;
create constraint trigger audit after insert or update or delete on identity_provider deferrable initially deferred
  for each row execute function audit_row('identity_provider', 'organisation_id', 'client_secret');

-- Who may open the door when the provider is away stays one who can. It runs once the row is locked, as
-- whoever enforces single sign-on locks it too.
create function keep_break_glass() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  -- Read this way, since it is a later migration that lets users be not active.
  if (new.role <> 'super_administrator' or new.password_hash is null or to_jsonb(new) ->> 'active' = 'false')
    and exists (select from identity_provider where break_glass_user_id = new.id and enforced) then
    raise exception using errcode = 'foreign_key_violation', constraint = 'identity_provider_break_glass',
      message = 'the user can sign in while the identity provider is away';
  end if;
  return null;
end
$$;
create trigger break_glass after update on user_account
  for each row execute function keep_break_glass();

-- By which subject of a provider a user is known. E-mail addresses change hands; subjects do not.
create table user_identity (
  organisation_id text not null,
  issuer text not null,
  subject text not null,
  user_id text not null,
  -- the tier that the provider's groups gave at the last sign-in
  given_role text check (given_role in ('super_administrator', 'administrator', 'supervisor', 'agent')),
  created_at timestamptz not null default now(),
  primary key (organisation_id, issuer, subject),
  unique (user_id, issuer),
  foreign key (organisation_id, user_id)
    references user_account (organisation_id, id) on delete cascade
);
alter table user_identity enable row level security;
create policy user_identity_of_organisation on user_identity using (organisation_id = acting_organisation());
grant select, insert, delete on user_identity to pronto_app;
grant update (given_role) on user_identity to pronto_app;
create constraint trigger audit after insert or delete on user_identity deferrable initially deferred
  for each row execute function audit_row('identity', 'user_id', 'subject');

-- A sign-in under way at a provider: the browser comes back with the state, and its cookie.
create table sign_on (
  state_hash bytea primary key check (length(state_hash) = 32),
  browser_hash bytea not null check (length(browser_hash) = 32),
  organisation_id text not null references organisation,
  expires_at timestamptz not null
);
alter table sign_on enable row level security;
create policy sign_on_of_organisation on sign_on using (organisation_id = acting_organisation());
grant select, insert, delete on sign_on to pronto_app;

-- One that the provider has ended well: the same browser exchanges the code for a session, once.
create table sign_on_code (
  code_hash bytea primary key check (length(code_hash) = 32),
  browser_hash bytea not null check (length(browser_hash) = 32),
  organisation_id text not null,
  user_id text not null,
  issuer text not null,
  subject text not null,
  provider_session text,
  -- where the browser signs out of the provider; it holds a token, so it is sealed by secrets.key
  sign_out bytea,
  expires_at timestamptz not null,
  foreign key (organisation_id, user_id)
    references user_account (organisation_id, id) on delete cascade
);
alter table sign_on_code enable row level security;
create policy sign_on_code_of_organisation on sign_on_code using (organisation_id = acting_organisation());
grant select, insert, delete on sign_on_code to pronto_app;

-- By which session at a provider ours was opened, so that it ends with it.
alter table session add column issuer text, add column subject text, add column provider_session text;
create index session_of_provider on session (issuer, provider_session) where issuer is not null;

-- Logout tokens that were obeyed: none is obeyed twice.
create table logout_token (
  organisation_id text not null references organisation,
  jti_hash bytea not null check (length(jti_hash) = 32),
  expires_at timestamptz not null,
  primary key (organisation_id, jti_hash)
);
alter table logout_token enable row level security;
create policy logout_token_of_organisation on logout_token using (organisation_id = acting_organisation());
grant select, insert, delete on logout_token to pronto_app;

-- What must be known before anybody has signed in: whose provider signs in the people of that domain,
create function provider_of_domain(wanted text) returns text
  language sql stable security definer set search_path = public
begin atomic
  select p.organisation_id from identity_provider p join email_domain d on d.organisation_id = p.organisation_id
   where d.domain = wanted and d.verified_at is not null;
end;

-- who listens to that provider when it signs somebody out,
create function organisations_of_issuer(wanted text) returns setof text
  language sql stable security definer set search_path = public
begin atomic
  select organisation_id from identity_provider where issuer = wanted order by organisation_id;
end;

-- whether addresses of that domain must come through its provider,
create function domain_enforced(wanted text) returns boolean
  language sql stable security definer set search_path = public
begin atomic
  select exists (
    select from identity_provider p join email_domain d on d.organisation_id = p.organisation_id
     where d.domain = wanted and d.verified_at is not null and p.enforced);
end;

-- and whether a user's password opens nothing.
create function password_off(wanted_user text) returns boolean
  language sql stable security definer set search_path = public
begin atomic
  select exists (
    select from identity_provider p join user_account u on u.organisation_id = p.organisation_id
     where u.id = wanted_user and p.enforced and p.break_glass_user_id <> u.id);
end;

-- Both are taken once, and by the browser alone that they were made for.
create function take_sign_on(state bytea, browser bytea) returns text
  language sql volatile security definer set search_path = public
begin atomic
  with taken as (
    delete from sign_on where state_hash = state and browser_hash = browser
    returning organisation_id, expires_at)
  select organisation_id from taken where expires_at > now();
end;

create function take_sign_on_code(code bytea, browser bytea)
  returns table (organisation_id text, user_id text, issuer text, subject text, provider_session text, sign_out bytea)
  language sql volatile security definer set search_path = public
begin atomic
  with taken as (
    delete from sign_on_code c where c.code_hash = code and c.browser_hash = browser
    returning c.*)
  select t.organisation_id, t.user_id, t.issuer, t.subject, t.provider_session, t.sign_out
    from taken t where t.expires_at > now();
end;

-- Notes what leaves no change behind, and what there is to tell of it.
create function audit_note(action text, subject_id text, told jsonb) returns void
  language plpgsql security definer set search_path = public as $$
begin
  if acting_organisation() is null and not acting_operator() then
    raise exception 'nobody acts';
  end if;
  perform audit(acting_organisation(), action, subject_id, null, told);
end
$$;
revoke execute on function audit_note(text, text, jsonb) from public;
grant execute on function audit_note(text, text, jsonb) to pronto_app;
