-- Mail that waits for a mail server, sealed by secrets.key, since there are links in it. It is deleted once it
-- has been handed over, with its account, and at its deadline: no history is kept.
create table mail (
  id text primary key check (id ~ '^mail_'),
  account_id text not null check (account_id = coalesce(user_id, operator_id)),
  organisation_id text,
  user_id text,
  operator_id text references operator_account on delete cascade,
  kind text not null check (kind in ('invitation', 'password_reset', 'password_changed')),
  sealed bytea not null,
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  -- after which nobody has a use for it any more
  expires_at timestamptz not null,
  check ((operator_id is null) <> (user_id is null)),
  foreign key (organisation_id, user_id)
    references user_account (organisation_id, id) on delete cascade
);
create index mail_due on mail (due_at);
create index mail_of_account on mail (account_id);
alter table mail enable row level security;
create policy mail_of_organisation on mail using (organisation_id = acting_organisation());
create policy mail_by_operator on mail using (acting_operator() and operator_id is not null);
grant select, insert, delete on mail to pronto_app;

-- Mail is handed over across organisations; whoever does that has the key too.
-- Takes the one that has been due for longest: it is due again when the lease ends.
create function claim_mail(lease_seconds double precision)
  returns table (id text, kind text, sealed bytea, attempts integer)
  language sql volatile security definer set search_path = public
begin atomic
  update mail m
     set attempts = m.attempts + 1, due_at = now() + make_interval(secs => lease_seconds)
   where m.id = (select due.id from mail due
                  where due.due_at <= now() and due.expires_at > now()
                  order by due.due_at limit 1
                  for update skip locked)
  returning m.id, m.kind, m.sealed, m.attempts;
end;

-- Has one tried again, unless somebody else has taken it meanwhile.
create function retry_mail(wanted text, attempt integer, seconds double precision) returns void
  language sql volatile security definer set search_path = public
begin atomic
  update mail set due_at = now() + make_interval(secs => seconds)
   where id = wanted and attempts = attempt;
end;

create function forget_mail(wanted text) returns void
  language sql volatile security definer set search_path = public
begin atomic
  delete from mail where id = wanted;
end;

-- Deletes what was not handed over by its deadline, and tells what that was.
create function forget_expired_mail() returns table (id text, kind text, attempts integer)
  language sql volatile security definer set search_path = public
begin atomic
  delete from mail m
   where m.id in (select late.id from mail late where late.expires_at <= now() for update skip locked)
  returning m.id, m.kind, m.attempts;
end;

revoke execute on function claim_mail, retry_mail, forget_mail, forget_expired_mail from public;
grant execute on function claim_mail, retry_mail, forget_mail, forget_expired_mail to pronto_app;

-- Whoever hands mail over is told that there is some.
create function notify_mail() returns trigger language plpgsql as $$
begin
  perform pg_notify('mail', '');
  return null;
end
$$;
create trigger mail_queued after insert on mail for each statement execute function notify_mail();

-- A link by which somebody who has forgotten a password chooses another, once. A used one stays until it would
-- have expired, so that it is known how many were asked for within that time.
create table password_reset (
  token_hash bytea primary key check (length(token_hash) = 32),
  account_id text not null check (account_id = coalesce(user_id, operator_id)),
  organisation_id text,
  user_id text,
  operator_id text references operator_account on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  void boolean not null default false,
  check ((operator_id is null) <> (user_id is null)),
  foreign key (organisation_id, user_id)
    references user_account (organisation_id, id) on delete cascade
);
create index password_reset_of_account on password_reset (account_id);
alter table password_reset enable row level security;
create policy password_reset_of_organisation on password_reset
  using (organisation_id = acting_organisation());
create policy password_reset_by_operator on password_reset
  using (acting_operator() and operator_id is not null);
grant select, insert, update, delete on password_reset to pronto_app;

create constraint trigger audit after insert on password_reset deferrable initially deferred
  for each row execute function audit_row('password_reset', 'account_id', 'token_hash');

create function password_reset_by_token(hash bytea)
  returns table (organisation_id text, user_id text, operator_id text)
  language sql stable security definer set search_path = public
begin atomic
  select r.organisation_id, r.user_id, r.operator_id from password_reset r
   where r.token_hash = hash and not r.void and r.expires_at > now();
end;

-- Links were sent to an address: whoever has it may not be whoever has the next one. And nothing is left to
-- whoever is not active (a column that comes with V14, before anything is changed).
create function void_links() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  if lower(old.email) <> lower(new.email) or old.active and not new.active then
    delete from sign_up where user_id = new.id;
    delete from password_reset where account_id = new.id;
    delete from mail where account_id = new.id;
  end if;
  return null;
end
$$;
create trigger void_links after update on user_account for each row execute function void_links();
