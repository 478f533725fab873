-- The audit log tells for ever who did what, by ids. The address of whoever it was, and where the request came from, are
-- technical data and are kept for a year (CPCE L.34-1 II bis 3°): events are bound to a salted hash of the two, which
-- tells nothing once the salt has gone with them, so that the chain stays whole. Events of before this have the two
-- themselves in their hash, and keep them.
alter table audit_event
  add column person_salt bytea check (length(person_salt) = 16),
  add column person_hash bytea check (length(person_hash) = 32),
  add check (person_hash is not null or person_salt is null),
  add check (person_salt is not null or person_hash is null or num_nonnulls(actor_email, source) = 0);
create index audit_event_persons on audit_event (occurred_at) where person_salt is not null;

create function audit_person_hash(e audit_event) returns bytea language sql stable
  return sha256(convert_to(
    audit_field(encode(e.person_salt, 'hex')) || audit_field(e.actor_email) || audit_field(e.source), 'UTF8'));

create or replace function audit_hash(previous bytea, e audit_event) returns bytea language sql stable
  return sha256(convert_to(
    audit_field(encode(previous, 'hex')) || audit_field(e.chain) || audit_field(e.sequence::text)
    || audit_field(e.id) || audit_field(((extract(epoch from e.occurred_at) * 1000000)::bigint)::text)
    || audit_field(e.actor_type) || audit_field(e.actor_id)
    || case when e.person_hash is null then audit_field(e.actor_email) || audit_field(e.source)
            else audit_field(encode(e.person_hash, 'hex')) end
    || audit_field(e.request_id) || audit_field(e.action)
    || audit_field(e.subject_id) || audit_field(e.before::text) || audit_field(e.after::text),
    'UTF8'));

create or replace function audit(organisation text, action text, subject_id text, before jsonb, after jsonb)
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
  if num_nonnulls(e.actor_email, e.source) > 0 then
    e.person_salt := uuid_send(gen_random_uuid());
    e.person_hash := audit_person_hash(e);
  end if;
  e.request_id := nullif(current_setting('pronto.request', true), '');
  e.action := action;
  e.subject_id := subject_id;
  e.before := before;
  e.after := after;
  e.hash := audit_hash(last.hash, e);
  insert into audit_event select (e).*;
end
$$;

-- Nothing of an event is changed but that, after its year, it forgets whose it was.
drop trigger only_added_to on audit_event;
create trigger only_added_to before delete or truncate on audit_event
  for each statement execute function refuse_audit_change();
create function refuse_audit_change_but_forgetting() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - '{actor_email,source,person_salt}'::text[]
       is distinct from to_jsonb(old) - '{actor_email,source,person_salt}'::text[]
     or num_nonnulls(new.actor_email, new.source, new.person_salt) > 0
     or old.person_hash is null
     or paris_later(old.occurred_at, 'P1Y') > now() then
    raise exception 'the audit log is only added to';
  end if;
  return new;
end
$$;
create trigger only_forgets before update on audit_event
  for each row execute function refuse_audit_change_but_forgetting();

-- Forgets whose events were that are a year old, of at most so many, the oldest first; returns how many those were.
create function forget_whose_audit_events(at timestamptz, at_most integer) returns bigint
  language plpgsql security definer set search_path = public as $$
declare
  gone bigint;
begin
  update audit_event set actor_email = null, source = null, person_salt = null where ctid = any(array(
    select ctid from audit_event
     where person_salt is not null and occurred_at <= least(at, now()) - interval '1 year'
       and paris_later(occurred_at, 'P1Y') <= least(at, now())
     order by occurred_at limit at_most for update skip locked));
  get diagnostics gone = row_count;
  return gone;
end
$$;
revoke execute on function forget_whose_audit_events from public;
grant execute on function forget_whose_audit_events to pronto_app;

-- What somebody is called, and where a telephone stands, is nobody's business there: that it was changed is.
drop trigger audit on user_account;
create constraint trigger audit after insert or update or delete on user_account deferrable initially deferred
  for each row when (coalesce(current_setting('pronto.correcting', true), '') <> 'on')
  execute function audit_row('user', 'id', 'password_hash', 'caller_id', 'email', 'work_email', 'name', 'given_name',
                             'family_name');
drop trigger audit on device;
create constraint trigger audit after insert or update or delete on device deferrable initially deferred
  for each row execute function audit_row('device', 'id', 'ha1_md5', 'ha1_sha256', 'location');
