-- Who changed what, and who heard or read what. Each event is bound to the one before it in its chain by a
-- hash, so that none can be changed, taken out or put in unnoticed.
create table audit_event (
  -- the id of the organisation that it concerns, or 'operator'
  chain text not null,
  -- 1, 2, 3, … without a gap
  sequence bigint not null check (sequence > 0),
  id text not null unique check (id ~ '^aud_'),
  -- grows with the sequence, by a millisecond at least, as ids do
  occurred_at timestamptz not null,
  -- server: the product itself, as at an expiry
  actor_type text not null check (actor_type in ('user', 'operator', 'key', 'server')),
  actor_id text,
  -- as it was then: accounts change and go
  actor_email text,
  -- the address that the request came from, and its id
  source text,
  request_id text,
  -- what it is, and what became of it: device.changed
  action text not null check (action ~ '^[a-z_]+\.[a-z_]+$'),
  subject_id text,
  -- of a change only what changed; secrets are masked
  before jsonb,
  after jsonb,
  hash bytea not null check (length(hash) = 32),
  primary key (chain, sequence)
);
create index audit_event_newest on audit_event (chain, id desc);
create index audit_event_of_subject on audit_event (chain, subject_id, id desc);
create index audit_event_of_actor on audit_event (chain, actor_id, id desc);
create index audit_event_of_operator on audit_event (id desc)
  where chain = 'operator' or actor_type = 'operator';
alter table audit_event enable row level security;
create policy audit_event_of_organisation on audit_event using (chain = acting_organisation());
-- The operator sees what its own staff did.
create policy audit_event_by_operator on audit_event
  using (acting_operator() and (chain = 'operator' or actor_type = 'operator'));
grant select on audit_event to pronto_app;

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is only added to';
end
$$;
create trigger only_added_to before update or delete or truncate on audit_event
  for each statement execute function refuse_audit_change();

-- What an event's hash is made of: each field as its length in bytes, ':', its text and ','; '-' for none.
create function audit_field(value text) returns text language sql immutable
  return coalesce(octet_length(value) || ':' || value || ',', '-');

create function audit_hash(previous bytea, e audit_event) returns bytea language sql stable
  return sha256(convert_to(
    audit_field(encode(previous, 'hex')) || audit_field(e.chain) || audit_field(e.sequence::text)
    || audit_field(e.id) || audit_field(((extract(epoch from e.occurred_at) * 1000000)::bigint)::text)
    || audit_field(e.actor_type) || audit_field(e.actor_id) || audit_field(e.actor_email)
    || audit_field(e.source) || audit_field(e.request_id) || audit_field(e.action)
    || audit_field(e.subject_id) || audit_field(e.before::text) || audit_field(e.after::text),
    'UTF8'));

-- A ULID (48 bits of milliseconds, 80 random ones, Crockford base 32).
create function ulid(at timestamptz) returns text language plpgsql volatile as $$
declare
  alphabet constant text := '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  millis bigint := floor(extract(epoch from at) * 1000);
  random bytea := uuid_send(gen_random_uuid());
  made text := '';
begin
  for place in reverse 9..0 loop
    made := made || substr(alphabet, ((millis >> (5 * place)) & 31)::integer + 1, 1);
  end loop;
  for place in 0..15 loop
    made := made || substr(alphabet, (get_byte(random, place) & 31) + 1, 1);
  end loop;
  return made;
end
$$;

create function audit_chain(organisation text) returns text language sql immutable
  return coalesce(organisation, 'operator');

-- Chains grow one transaction at a time.
create function lock_audit_chain(chain text) returns void language sql volatile
  return pg_advisory_xact_lock(hashtextextended('audit ' || chain, 0));

-- Adds an event to the chain of an organisation, or (null) of the operator. It is for the schema alone.
create function audit(organisation text, action text, subject_id text, before jsonb, after jsonb)
  returns void language plpgsql security definer set search_path = public as $$
declare
  actor constant text[] := string_to_array(coalesce(current_setting('pronto.actor', true), ''), ':');
  last audit_event;
  e audit_event;
begin
  e.chain := audit_chain(organisation);
  perform lock_audit_chain(e.chain);
  select * into last from audit_event where chain = e.chain order by sequence desc limit 1;
  e.sequence := coalesce(last.sequence, 0) + 1;
  e.occurred_at := greatest(clock_timestamp(), last.occurred_at + interval '1 millisecond');
  e.id := 'aud_' || ulid(e.occurred_at);
  e.actor_type := coalesce(actor[1], 'server');
  e.actor_id := actor[2];
  e.actor_email := case e.actor_type
    when 'user' then (select email from user_account where id = e.actor_id)
    when 'operator' then (select email from operator_account where id = e.actor_id) end;
  e.source := nullif(current_setting('pronto.source', true), '');
  e.request_id := nullif(current_setting('pronto.request', true), '');
  e.action := action;
  e.subject_id := subject_id;
  e.before := before;
  e.after := after;
  e.hash := audit_hash(last.hash, e);
  insert into audit_event select (e).*;
end
$$;

-- Notes what leaves no change behind, in the chain of whoever the transaction acts for.
create function audit_note(action text, subject_id text) returns void
  language plpgsql security definer set search_path = public as $$
begin
  if acting_organisation() is null and not acting_operator() then
    raise exception 'nobody acts';
  end if;
  perform audit(acting_organisation(), action, subject_id, null, null);
end
$$;

-- Notes that whoever acts opens what people said, each once in so many seconds, since a player asks for a
-- recording in many pieces, some of them at once.
create function audit_opening(wanted_action text, subjects text[], seconds double precision) returns void
  language plpgsql security definer set search_path = public as $$
declare
  who constant text := split_part(current_setting('pronto.actor', true), ':', 2);
  subject text;
begin
  perform lock_audit_chain(audit_chain(acting_organisation()));
  foreach subject in array subjects loop
    if not exists (
      select from audit_event e
       where e.chain = audit_chain(acting_organisation()) and e.action = wanted_action
         and e.subject_id = subject and e.actor_id = who
         and e.occurred_at > now() - make_interval(secs => seconds)) then
      perform audit_note(wanted_action, subject);
    end if;
  end loop;
end
$$;

revoke execute on function audit, audit_note, audit_opening from public;
grant execute on function audit_note, audit_opening to pronto_app;

create function audit_masked(fields jsonb, secrets text[]) returns jsonb language sql immutable
  return (select jsonb_object_agg(key, case when key = any(secrets) and value <> 'null' then '"***"' else value end)
            from jsonb_each(fields));

-- Tells of a row that was made, changed or deleted. Its arguments: what the row is, the column that names
-- it, and the columns whose content is nobody's business.
create function audit_row() returns trigger language plpgsql security definer set search_path = public as $$
declare
  was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  is_now jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  whole constant jsonb := coalesce(is_now, was);
  changed text[];
begin
  if tg_op = 'UPDATE' then
    changed := array(select key from jsonb_each(is_now) where value is distinct from was -> key);
    if changed = '{}' then
      return null;
    end if;
    was := (select jsonb_object_agg(key, was -> key) from unnest(changed) key);
    is_now := (select jsonb_object_agg(key, is_now -> key) from unnest(changed) key);
  end if;
  perform audit(
    case when tg_table_name = 'organisation' then whole ->> 'id' else whole ->> 'organisation_id' end,
    tg_argv[0] || case tg_op when 'INSERT' then '.created' when 'UPDATE' then '.changed' else '.deleted' end,
    whole ->> tg_argv[1],
    audit_masked(was, tg_argv[2:]),
    audit_masked(is_now, tg_argv[2:]));
  return null;
end
$$;

-- They run when the transaction is about to be committed: every row it needs is locked by then, and the
-- chain last, so that no two can wait for each other.
create constraint trigger audit after insert or update or delete on organisation deferrable initially deferred
  for each row execute function audit_row('organisation', 'id');
create constraint trigger audit after insert or update or delete on user_account deferrable initially deferred
  for each row execute function audit_row('user', 'id', 'password_hash');
create constraint trigger audit after insert or update or delete on operator_account deferrable initially deferred
  for each row execute function audit_row('operator', 'id', 'password_hash');
create constraint trigger audit after insert on sign_up deferrable initially deferred
  for each row execute function audit_row('sign_up', 'user_id', 'token_hash');
create constraint trigger audit after insert or update or delete on team deferrable initially deferred
  for each row execute function audit_row('team', 'id');
create constraint trigger audit after insert or delete on team_member deferrable initially deferred
  for each row execute function audit_row('team_member', 'team_id');
create constraint trigger audit after insert or update or delete on device deferrable initially deferred
  for each row execute function audit_row('device', 'id', 'ha1_md5', 'ha1_sha256');
create constraint trigger audit after insert or update or delete on phone_number deferrable initially deferred
  for each row execute function audit_row('number', 'number');
create constraint trigger audit after insert or update or delete on carrier deferrable initially deferred
  for each row execute function audit_row('carrier', 'id');
create constraint trigger audit after insert or update or delete on trunk deferrable initially deferred
  for each row execute function audit_row('trunk', 'id');
create constraint trigger audit after insert or update or delete on number_block deferrable initially deferred
  for each row execute function audit_row('number_block', 'id');
-- What it tells of its call is masked: call records are kept a year, and not a day longer.
create constraint trigger audit after delete on recording deferrable initially deferred
  for each row execute function audit_row('recording', 'id', 'number', 'call_id', 'started_at', 'millis', 'path', 'wrapped_key', 'manifest');
