-- What programs show in place of a session. Of its token only the SHA-256 is kept.
create table api_key (
  id text primary key check (id ~ '^key_'),
  organisation_id text not null references organisation,
  name text not null check (length(name) between 1 and 200),
  token_hash bytea not null unique check (length(token_hash) = 32),
  -- what it may do: calls:read, numbers:write
  scopes text[] not null check (cardinality(scopes) > 0),
  -- from where it may be used; none: from anywhere
  addresses cidr[] not null default '{}' check (cardinality(addresses) <= 100),
  -- it ends with whoever made it
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  used_at timestamptz,
  used_from inet,
  constraint api_key_name unique (organisation_id, name),
  foreign key (organisation_id, created_by)
    references user_account (organisation_id, id) on delete cascade
);
alter table api_key enable row level security;
create policy api_key_of_organisation on api_key using (organisation_id = acting_organisation());
grant select, insert, delete on api_key to pronto_app;

create constraint trigger audit after insert or delete on api_key deferrable initially deferred
  for each row execute function audit_row('api_key', 'id', 'token_hash');

-- Whose token that is, used from an address; nobody's once its maker may no longer make one. Its use is
-- noted once a minute.
create function api_key_by_token(hash bytea, address inet)
  returns table (id text, organisation_id text, scopes text[])
  language sql volatile security definer set search_path = public
begin atomic
  update api_key set used_at = now(), used_from = address
   where token_hash = hash and (used_at is null or used_at < now() - interval '1 minute')
     and (addresses = '{}' or address <<= any(addresses))
     and (expires_at is null or expires_at > now());
  select k.id, k.organisation_id, k.scopes
    from api_key k join user_account u on u.id = k.created_by
   where k.token_hash = hash and u.role in ('administrator', 'super_administrator')
     and (k.addresses = '{}' or address <<= any(k.addresses))
     and (k.expires_at is null or k.expires_at > now());
end;
