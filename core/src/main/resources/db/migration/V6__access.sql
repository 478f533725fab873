-- Sign-in. The operator's own staff are a realm apart from every organisation's users.
create table operator_account (
  id text primary key check (id ~ '^opr_'),
  email text not null,
  name text not null check (length(name) between 1 and 200),
  -- Argon2id with its parameters and salt
  password_hash text not null,
  created_at timestamptz not null default now()
);
create unique index operator_email on operator_account (lower(email));
alter table operator_account enable row level security;
create policy operator_account_by_operator on operator_account using (acting_operator());
grant select, insert, update on operator_account to pronto_app;

-- Null: the user has signed up nowhere yet and cannot sign in.
alter table user_account add column password_hash text;

-- Of a token only its SHA-256 is kept: who reads this table cannot sign in with it.
create table session (
  id text primary key check (id ~ '^ses_'),
  token_hash bytea not null unique check (length(token_hash) = 32),
  operator_id text references operator_account on delete cascade,
  organisation_id text references organisation,
  user_id text,
  created_at timestamptz not null default now(),
  used_at timestamptz not null default now(),
  expires_at timestamptz not null,
  check ((operator_id is null) <> (user_id is null)),
  foreign key (organisation_id, user_id)
    references user_account (organisation_id, id) on delete cascade
);
create index session_of_user on session (user_id);
alter table session enable row level security;
create policy session_of_organisation on session using (organisation_id = acting_organisation());
create policy session_by_operator on session using (acting_operator() and operator_id is not null);
grant select, insert, delete on session to pronto_app;

-- A link by which somebody chooses a password, once. Without a user it makes an operator's account.
create table sign_up (
  token_hash bytea primary key check (length(token_hash) = 32),
  organisation_id text references organisation,
  user_id text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  foreign key (organisation_id, user_id)
    references user_account (organisation_id, id) on delete cascade
);
alter table sign_up enable row level security;
create policy sign_up_of_organisation on sign_up using (organisation_id = acting_organisation());
create policy sign_up_by_operator on sign_up
  using (acting_operator() and organisation_id is null);
grant select, insert, delete on sign_up to pronto_app;

create table team (
  id text primary key check (id ~ '^team_'),
  organisation_id text not null references organisation,
  name text not null check (length(name) between 1 and 200),
  created_at timestamptz not null default now(),
  constraint team_name unique (organisation_id, name),
  unique (organisation_id, id)
);
alter table team enable row level security;
create policy team_of_organisation on team using (organisation_id = acting_organisation());
grant select, insert, update, delete on team to pronto_app;

create table team_member (
  organisation_id text not null,
  team_id text not null,
  user_id text not null,
  primary key (team_id, user_id),
  foreign key (organisation_id, team_id) references team (organisation_id, id) on delete cascade,
  constraint team_member_user foreign key (organisation_id, user_id)
    references user_account (organisation_id, id) on delete cascade
);
create index team_member_of_user on team_member (user_id);
alter table team_member enable row level security;
create policy team_member_of_organisation on team_member
  using (organisation_id = acting_organisation());
grant select, insert, delete on team_member to pronto_app;

-- What must be known before anybody has signed in. An operator's e-mail address comes first, so that
-- no organisation can shut an operator out by making a user with it.
create function account_by_email(wanted text)
  returns table (operator_id text, organisation_id text, user_id text, password_hash text)
  language sql stable security definer set search_path = public
begin atomic
  select operator_id, organisation_id, user_id, password_hash from (
    select 1 as place, id as operator_id, null as organisation_id, null as user_id, password_hash
      from operator_account where lower(email) = lower(wanted)
    union all
    select 2, null, u.organisation_id, u.id, u.password_hash
      from user_account u where lower(u.email) = lower(wanted)) found
   order by place limit 1;
end;

-- Whose token that is. A session ends when it was not used for a while, and at its limit; its use is
-- noted once a minute.
create function session_by_token(hash bytea, idle_seconds double precision)
  returns table (id text, operator_id text, organisation_id text, user_id text, role text)
  language sql volatile security definer set search_path = public
begin atomic
  update session set used_at = now()
   where token_hash = hash and used_at < now() - interval '1 minute'
     and used_at > now() - make_interval(secs => idle_seconds) and expires_at > now();
  select s.id, s.operator_id, s.organisation_id, s.user_id, u.role
    from session s left join user_account u on u.id = s.user_id
   where s.token_hash = hash and s.used_at > now() - make_interval(secs => idle_seconds) and s.expires_at > now();
end;

create function sign_up_by_token(hash bytea) returns table (organisation_id text, user_id text)
  language sql stable security definer set search_path = public
begin atomic
  select s.organisation_id, s.user_id from sign_up s
   where s.token_hash = hash and s.expires_at > now();
end;
