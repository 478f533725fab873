-- The rights of those whom data are about (GDPR art. 12 to 21): where a person is in an organisation's rows, what is asked
-- for on whose behalf, and what was erased. Each place is in subject/places.txt.

-- Whatever in a text looks like a telephone number, in whatever spelling, or an e-mail address (in lower case).
create function persons_in(of_text text) returns text[] language sql immutable parallel safe
begin atomic
  select array_agg(distinct found) from (
    select m[1] as found
      from regexp_matches(of_text, '(?:^|[^0-9A-Za-z_.+-])(\+?[0-9]{6,15})(?![0-9A-Za-z_])', 'g') m
    union all
    select lower(m[1]) from regexp_matches(of_text, '([A-Za-z0-9._%+''-]+@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+)', 'g') m) each;
end;

-- Those in a record of a call who are neither its caller nor its called number: whoever was tried, or diverted it.
create function further_persons(caller_number text, called_number text, caller_name text, called_name text,
                                diversions text[], legs text, trace json) returns text[]
  language sql immutable parallel safe
begin atomic
  select array_agg(p) from unnest(persons_in(
    caller_name || ' ' || called_name || ' ' || array_to_string(diversions, ' ') || ' ' || legs || ' ' || trace::text)) p
   where p <> caller_number and p <> called_number;
end;

alter table cdr add column persons text[]
  generated always as (further_persons(caller_number, called_number, caller_name, called_name, diversions, legs, trace))
  stored;
-- A month that was taken out of the records can still be put back among them.
do $$
declare
  month text;
begin
  for month in select c.relname from pg_class c
                where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname ~ '^cdr_[0-9]{4}_[0-9]{2}$'
                  and not exists (select from pg_inherits i where i.inhrelid = c.oid) loop
    execute format(
      'alter table %I add column persons text[] generated always as
         (further_persons(caller_number, called_number, caller_name, called_name, diversions, legs, trace)) stored', month);
  end loop;
end
$$;
-- Without a list of what is still to be sorted in: whoever writes a record would have to do that for others.
create index cdr_by_person on cdr using gin (persons) with (fastupdate = off) where persons is not null;
create index event_by_person on event using gin (persons_in(data::text)) with (fastupdate = off);
create index fraud_alarm_by_number on fraud_alarm (organisation_id, number);

-- Numbers of people are their own: they go with the row, and do not stay behind in the log.
drop trigger audit on listed_caller;
create constraint trigger audit after insert or update or delete on listed_caller deferrable initially deferred
  for each row execute function audit_row('listed_caller', 'id', 'number', 'reason');
drop trigger audit on forwarding;
create constraint trigger audit after insert or update or delete on forwarding deferrable initially deferred
  for each row execute function audit_row('forwarding', 'user_id', 'always_number', 'busy_number', 'no_answer_number',
    'unreachable_number', 'find_me');
drop trigger audit on routing_test;
create constraint trigger audit after insert or update or delete on routing_test deferrable initially deferred
  for each row execute function audit_row('routing_test', 'id', 'caller', 'expected_number');

drop trigger audit on right_to_number;
create constraint trigger audit after insert or update or delete on right_to_number deferrable initially deferred
  for each row execute function audit_row('caller_id', 'id', 'document', 'code_hash', 'number', 'note');
drop trigger audit on caller_id_of_destination;
create constraint trigger audit after insert or update or delete on caller_id_of_destination deferrable initially deferred
  for each row execute function audit_row('caller_id_of_destination', 'prefix', 'number');
drop trigger audit on number_routing;
create constraint trigger audit after insert or update or delete on number_routing deferrable initially deferred
  for each row execute function audit_row('number_routing', 'number', 'sealed_code', 'closed_number');
drop trigger audit on user_account;
create constraint trigger audit after insert or update or delete on user_account deferrable initially deferred
  for each row execute function audit_row('user', 'id', 'password_hash', 'caller_id');

-- What somebody asks for about their own data. Who it is, and what they say, is sealed: the operator, who may have
-- received it, sees that there is one, and its clock.
create table subject_request (
  id text primary key check (id ~ '^sreq_[0-9A-Z]{26}$'),
  organisation_id text not null references organisation,
  kind text not null
    check (kind in ('access', 'portability', 'correction', 'restriction', 'erasure', 'objection')),
  state text not null default 'open' check (state in ('open', 'under_way', 'done', 'refused')),
  received_by text not null check (received_by in ('operator', 'organisation')),
  received_at timestamptz not null,
  filed_at timestamptz not null,
  filed_by text not null,
  -- the last day on which it may be answered, in Europe/Paris (GDPR art. 12(3); Regulation 1182/71, art. 3)
  due_on date not null,
  extended_at timestamptz,
  -- what the organisation has instructed, and who did
  action text check (action in ('export', 'erase', 'correct', 'done', 'refuse')),
  instructed_by text,
  instructed_at timestamptz,
  answered_at timestamptz,
  -- keyed hash of whom it is about
  subject_hash bytea not null check (length(subject_hash) = 32),
  -- JSON, sealed by secrets.key
  sealed bytea not null,
  check ((state = 'open') = (action is null)),
  check ((action is null) = (instructed_at is null) and (action is null) = (instructed_by is null)),
  check ((state in ('done', 'refused')) = (answered_at is not null))
);
create index subject_request_newest on subject_request (organisation_id, id desc);
create index subject_request_clock on subject_request (id desc);
alter table subject_request enable row level security;
create policy subject_request_of_organisation on subject_request using (organisation_id = acting_organisation());
grant select, insert, update on subject_request to pronto_app;
create constraint trigger audit after insert or update or delete on subject_request deferrable initially deferred
  for each row execute function audit_row('subject_request', 'id', 'subject_hash', 'sealed');

-- What the operator sees of all of them.
create function subject_request_clocks()
  returns table (id text, organisation_id text, kind text, state text, received_by text, received_at timestamptz,
                 filed_at timestamptz, due_on date, extended_at timestamptz, answered_at timestamptz)
  language sql stable security definer set search_path = public
begin atomic
  select r.id, r.organisation_id, r.kind, r.state, r.received_by, r.received_at, r.filed_at, r.due_on, r.extended_at,
         r.answered_at
    from subject_request r where acting_operator();
end;

-- What is erased of somebody. It goes bit by bit, and whoever comes next goes on where somebody died; what a legal hold
-- keeps stays, and is erased when that is lifted. Records of calls that went on are watched for until they have come.
create table erasure (
  id text primary key check (id ~ '^era_[0-9A-Z]{26}$'),
  organisation_id text not null references organisation,
  -- no reference: where a backup is restored, it may be from before the request
  request_id text not null,
  state text not null default 'running' check (state in ('running', 'held', 'watching', 'done')),
  instructed_by text not null,
  instructed_at timestamptz not null,
  -- what stands for whom it is about from then on
  pseudonym text not null check (pseudonym ~ '^erased-[0-9A-Z]{10}$'),
  subject_hash bytea not null check (length(subject_hash) = 32),
  -- JSON, sealed by secrets.key: whom it is about, for as long as something is left to do
  sealed bytea,
  -- whether what the organisation has written down is erased: what it writes down after that stays
  settings_erased boolean not null default false,
  -- {"place": {"deleted": 1}, …}
  erased jsonb not null default '{}',
  -- [{"place", "count", "reason"}]
  kept jsonb not null default '[]',
  due_at timestamptz not null default now(),
  done_at timestamptz,
  -- the tables whose files are still to be written anew
  scrub text[] not null default '{}',
  -- when no byte of it was left in the database's files either
  scrubbed_at timestamptz,
  check ((state = 'done') = (done_at is not null) and (state = 'done') = (sealed is null))
);
create index erasure_newest on erasure (organisation_id, id desc);
create index erasure_of_subject on erasure (organisation_id, subject_hash);
create index erasure_due on erasure (due_at) where state <> 'done';
create index erasure_unscrubbed on erasure (id) where scrubbed_at is null;
alter table erasure enable row level security;
create policy erasure_of_organisation on erasure using (organisation_id = acting_organisation());
grant select, insert, update on erasure to pronto_app;
create constraint trigger audit after insert on erasure deferrable initially deferred
  for each row execute function audit_row('erasure', 'id', 'subject_hash', 'sealed');
-- not each batch of it
create constraint trigger audit_changed after update on erasure deferrable initially deferred
  for each row when (new.state <> old.state) execute function audit_row('erasure', 'id', 'subject_hash', 'sealed');

-- Which erasures have something left to do; nothing else is told across organisations.
create function erasures_due(at timestamptz) returns table (organisation_id text, id text)
  language sql stable security definer set search_path = public
begin atomic
  select e.organisation_id, e.id from erasure e
   where e.state <> 'done' and e.due_at <= at order by e.due_at limit 100;
end;

-- Whether any has left something in the database's files.
create function erasures_leave_bytes() returns boolean language sql stable security definer set search_path = public
begin atomic
  select exists (select from erasure where scrubbed_at is null and state <> 'running');
end;

-- Where a person is, as conditions: $1 the organisation, $2 every spelling of the numbers, and the addresses, $3 the
-- addresses alone, $4 the ids of their accounts, $5 what a transcript says of them, $6 until when it began.
create function subject_places() returns table (place text, key text, condition text) language sql immutable
begin atomic
  with calls (condition) as (values (
    'organisation_id = $1 and (caller_number = any($2) or called_number = any($2) or persons && $2'
    || ' or caller_user_id = any($4) or called_user_id = any($4))'))
  select 'cdr', 'id', condition || ' and started_at <= $6' from calls union all
  select 'recording', 'id', 'organisation_id = $1 and started_at <= $6 and call_id = any(array(select c.id from cdr c where '
    || condition || '))' from calls union all
  select 'transcript', 'id', 'organisation_id = $1 and spoken_at <= $6 and (document @@ $5 or call_id = any(array('
    || 'select c.id from cdr c where ' || condition || ')))' from calls union all
  values
    ('event', 'id', 'organisation_id = $1 and persons_in(data::text) && $2 and occurred_at <= $6'),
    ('fraud_alarm', 'id', 'organisation_id = $1 and number = any($2) and tripped_at <= $6'),
    ('contact', 'id', 'organisation_id = $1 and id = any(array(select k.contact_id from contact_key k'
      || ' where k.organisation_id = $1 and k.key = any($2)))'),
    ('listed_caller', 'id', 'organisation_id = $1 and (match = ''exact'' and number = any($2)'
      || ' or persons_in(reason) && $2)'),
    ('forwarding', 'user_id', 'organisation_id = $1 and (always_number = any($2) or busy_number = any($2)'
      || ' or no_answer_number = any($2) or unreachable_number = any($2) or persons_in(find_me::text) && $2)'),
    ('number_routing', 'number || '' '' || sequence', 'organisation_id = $1 and closed_number = any($2)'),
    ('routing_test', 'id', 'organisation_id = $1 and (caller = any($2) or expected_number = any($2))'),
    ('right_to_number', 'id', 'organisation_id = $1 and (number = any($2) or persons_in(note || '' '' || reason) && $2)'),
    ('caller_id_of_destination', 'prefix', 'organisation_id = $1 and number = any($2)'),
    ('user_account', 'id', 'organisation_id = $1 and (id = any($4) or caller_id = any($2))'),
    ('device', 'id', 'organisation_id = $1 and user_id = any($4)'),
    ('user_identity', 'issuer || '' '' || subject', 'organisation_id = $1 and user_id = any($4)'),
    ('directory_import_run', 'organisation_id', 'organisation_id = $1'
      || ' and persons_in(skipped::text || '' '' || coalesce(error, '''')) && $2'),
    ('export', 'id', 'organisation_id = $1 and persons_in(filter::text) && $2'),
    ('phone_number', 'number', 'organisation_id = $1 and number = any($2)'),
    ('number_rental', 'id', 'organisation_id = $1 and number = any($2)'),
    ('port_order', 'id', 'organisation_id = $1 and number = any($2)');
end;

-- The accounts of an organisation's people by their addresses.
create function subject_accounts(emails text[]) returns setof text
  language sql stable security definer set search_path = public
begin atomic
  select id from user_account
   where organisation_id = acting_organisation() and (lower(email) = any(emails) or lower(work_email) = any(emails));
end;

create function mention(said text[]) returns tsquery language sql immutable
begin atomic
  select coalesce(string_agg('(' || q || ')', ' | ')::tsquery, ''::tsquery)
    from (select phraseto_tsquery('simple', s)::text as q from unnest(said) s) each where q <> '';
end;

-- How much there is of somebody at each place (at most 10,000 are counted), and the ids of the newest 25.
create function subject_found(terms text[], emails text[], users text[], said text[], until timestamptz)
  returns table (place text, amount bigint, ids text[])
  language plpgsql stable security definer set search_path = public as $$
declare
  one record;
begin
  if acting_organisation() is null then
    raise exception 'nobody''s data are searched by nobody';
  end if;
  for one in select * from subject_places() loop
    place := one.place;
    execute format(
      'select count(*), (array_agg(key order by key desc))[1:25] from (select (%1$s)::text as key from %2$I where %3$s
         limit 10000) f', one.key, one.place, one.condition)
      into amount, ids
      using acting_organisation(), terms, emails, users, mention(said), coalesce(until, 'infinity');
    if amount > 0 then
      return next;
    end if;
  end loop;
end
$$;

-- A page of what there is at a place, by its key, without what is nobody's but the server's.
create function subject_page(at_place text, terms text[], emails text[], users text[], said text[], after text, most integer)
  returns table (key text, content jsonb)
  language plpgsql stable security definer set search_path = public as $$
declare
  one record;
begin
  if acting_organisation() is null then
    raise exception 'nobody''s data are searched by nobody';
  end if;
  select * into strict one from subject_places() p where p.place = at_place;
  return query execute format(
    'select key, content - ''{token_hash,persons,document,path,wrapped_key,manifest,ha1_md5,ha1_sha256,password_hash,code_hash,sealed_code,redaction_spans,redaction_replaced}''::text[]
       from (select (%1$s)::text as key, to_jsonb(t) as content from %2$I t where %3$s) f
      where key > $7 order by key limit $8', one.key, one.place, one.condition)
    using acting_organisation(), terms, emails, users, mention(said), 'infinity'::timestamptz, after, most;
end
$$;

-- A text in which whatever is somebody's is replaced, in whatever case: numbers and addresses where they are whole, the
-- longest first, so that none is left half; a name where it is all of the text, or, of several words, a part of it: one
-- word may be any word. Both are in lower case.
create function erased_text(was text, terms text[], names text[], pseudonym text) returns text
  language plpgsql immutable as $$
declare
  one text;
  literal text;
begin
  if lower(btrim(was)) = any(names) then
    return pseudonym;
  end if;
  for one in select t from (select unnest(terms) union select n from unnest(names) n where n ~ '\S\s+\S') x(t)
              order by length(t) desc loop
    if strpos(lower(was), one) > 0 then
      literal := regexp_replace(one, '([^[:alnum:][:space:]])', '\\\1', 'g');
      was := regexp_replace(was, case when strpos(one, '@') > 0
        then '(?<![A-Za-z0-9._%+''-])' || literal || '(?!\.?[A-Za-z0-9-])'
        else '(?<![A-Za-z0-9])' || literal || '(?![A-Za-z0-9])' end, pseudonym, 'gi');
    end if;
  end loop;
  return was;
end
$$;

-- The same of every text in JSON; keys, numbers and the order of all stay.
create function erased_json(was json, terms text[], names text[], pseudonym text) returns json
  language plpgsql immutable as $$
declare
  kind constant text := json_typeof(was);
begin
  if kind = 'string' then
    return to_json(erased_text(was #>> '{}', terms, names, pseudonym));
  elsif kind = 'array' then
    return coalesce((
      select json_agg(erased_json(value, terms, names, pseudonym) order by o)
        from json_array_elements(was) with ordinality x(value, o)), '[]');
  elsif kind = 'object' then
    return coalesce((
      select json_object_agg(key, case
                 -- a word of our own is nobody's name
                 when key in ('id', 'role', 'transport', 'codec', 'reason', 'notes', 'found', 'outcome', 'attestation', 'fault')
                 then erased_json(value, terms, '{}', pseudonym)
                 else erased_json(value, terms, names, pseudonym) end order by o)
        from json_each(was) with ordinality x(key, value, o)), '{}');
  end if;
  return was;
end
$$;

-- Whether a legal hold keeps a call, or anything that was made of it: all of it is erased, or nothing.
create function call_kept(of_organisation text, call text, numbers text[], users text[], of_time timestamptz)
  returns boolean language sql stable
begin atomic
  select retention_held(of_organisation, call, numbers, users, of_time)
         or exists (select from recording r
                     where r.organisation_id = of_organisation and r.call_id = call
                       and retention_held(r.organisation_id, r.call_id, array[r.number], r.user_ids, r.started_at))
         or exists (select from transcript t
                     where t.organisation_id = of_organisation and t.call_id = call
                       and retention_held(t.organisation_id, t.call_id, array[t.number], t.user_ids, t.spoken_at));
end;

-- The next calls to be erased, the earliest first, locked: none that a legal hold keeps, and none where all of somebody
-- is a pseudonym already. All of the record comes with them, to be kept where the customer cannot read it.
create function calls_to_erase(terms text[], users text[], until timestamptz, pseudonym text, most integer)
  returns table (id text, started_at timestamptz, delete_after date, content text, numbers text[])
  language sql security definer set search_path = public
begin atomic
  select c.id, c.started_at, c.delete_after, (to_jsonb(c) - 'persons')::text,
         array(select distinct n from unnest(array[c.caller_number, c.called_number] || c.diversions || c.persons) n
                where n ~ '^\+[1-9][0-9]{6,14}$')
    from cdr c
   where c.organisation_id = acting_organisation() and c.started_at <= until
     and (c.caller_number = any(terms) or c.called_number = any(terms) or c.persons && terms
          or c.caller_user_id = any(users) and c.caller_name not in ('', pseudonym)
          or c.called_user_id = any(users) and c.called_name not in ('', pseudonym))
     and not call_kept(c.organisation_id, c.id, array[c.caller_number, c.called_number],
                       array[c.caller_user_id, c.called_user_id], c.started_at)
   order by c.started_at limit most
     for update skip locked;
end;

-- Those of which something must be kept for a legal hold, at most 10,000.
create function calls_kept(terms text[], users text[], until timestamptz, pseudonym text) returns setof text
  language sql stable security definer set search_path = public
begin atomic
  select c.id from cdr c
   where c.organisation_id = acting_organisation() and c.started_at <= until
     and (c.caller_number = any(terms) or c.called_number = any(terms) or c.persons && terms
          or c.caller_user_id = any(users) and c.caller_name not in ('', pseudonym)
          or c.called_user_id = any(users) and c.called_name not in ('', pseudonym))
   limit 10000;
end;

-- Puts a pseudonym where somebody is in the records of these calls.
create function pseudonymise_calls(calls text[], terms text[], users text[], pseudonym text) returns bigint
  language plpgsql security definer set search_path = public as $$
declare
  touched bigint;
begin
  with known as (
    select c.id, c.started_at, coalesce(c.caller_number = any(terms) or c.caller_user_id = any(users), false) as calling,
           coalesce(c.called_number = any(terms) or c.called_user_id = any(users), false) as called
      from cdr c where c.organisation_id = acting_organisation() and c.id = any(calls)),
  named as (
    select k.*, array(select lower(btrim(n)) from (values (k.calling, c.caller_name), (k.called, c.called_name)) x(theirs, n)
                       where theirs and btrim(n) <> '') as names
      from known k join cdr c on c.id = k.id and c.started_at = k.started_at)
  update cdr c
     set caller_number = case when c.caller_number = any(terms) then pseudonym else c.caller_number end,
         called_number = case when c.called_number = any(terms) then pseudonym else c.called_number end,
         caller_name = case when n.calling and c.caller_name <> '' then pseudonym
                            else erased_text(c.caller_name, terms, n.names, pseudonym) end,
         called_name = case when n.called and c.called_name <> '' then pseudonym
                            else erased_text(c.called_name, terms, n.names, pseudonym) end,
         diversions = array(select erased_text(d, terms, n.names, pseudonym)
                              from unnest(c.diversions) with ordinality x(d, o) order by o),
         legs = erased_json(c.legs::json, terms, n.names, pseudonym)::text,
         trace = erased_json(c.trace, terms, n.names, pseudonym)
    from named n where c.id = n.id and c.started_at = n.started_at;
  get diagnostics touched = row_count;
  return touched;
end
$$;

-- Puts a pseudonym where somebody is in alarms: also in later ones about a call that had begun.
create function pseudonymise_alarms(terms text[], until timestamptz, pseudonym text) returns bigint
  language sql security definer set search_path = public
begin atomic
  with touched as (
    update fraud_alarm a set number = pseudonym
     where a.organisation_id = acting_organisation() and a.number = any(terms)
       and (a.tripped_at <= until
            or exists (select from cdr c where c.organisation_id = a.organisation_id and c.id = a.call_id
                                           and c.started_at <= until))
    returning a.id)
  select count(*) from touched;
end;

-- Deletes what was told of somebody, at most so many rows: also what was told later of a call that had begun.
create function erase_events(terms text[], until timestamptz, most integer)
  returns table (gone bigint, earliest timestamptz, latest timestamptz)
  language sql security definer set search_path = public
begin atomic
  with deleted as (
    delete from event e where e.organisation_id = acting_organisation() and e.sequence = any(array(
      select d.sequence from event d
       where d.organisation_id = acting_organisation() and persons_in(d.data::text) && terms
         and (d.occurred_at <= until
              or exists (select from cdr c where c.organisation_id = d.organisation_id and c.id = d.data ->> 'call_id'
                                             and c.started_at <= until))
       limit most))
    returning e.occurred_at)
  select count(*), min(occurred_at), max(occurred_at) from deleted;
end;

-- Transcripts of others that say something of somebody, and are left since a legal hold keeps them.
create function mentions_kept(said text[], until timestamptz, of_others_than text[]) returns bigint
  language sql stable security definer set search_path = public
begin atomic
  select count(*) from transcript t
   where t.organisation_id = acting_organisation() and t.document @@ mention(said) and t.spoken_at <= until
     and t.call_id <> all(of_others_than)
     and retention_held(t.organisation_id, t.call_id, array[t.number], t.user_ids, t.spoken_at);
end;

-- The next transcripts of others that say something of somebody, after one, locked: none that a legal hold keeps.
create function mentions_to_erase(said text[], until timestamptz, past text, most integer)
  returns table (id text, words jsonb, text text)
  language sql security definer set search_path = public
begin atomic
  select t.id, t.words, t.text from transcript t
   where t.organisation_id = acting_organisation() and t.document @@ mention(said) and t.spoken_at <= until and t.id > past
     and not retention_held(t.organisation_id, t.call_id, array[t.number], t.user_ids, t.spoken_at)
   order by t.id limit most for update;
end;

-- Erases somebody where an organisation has written them down: what was done at which place, to which rows. Accounts go
-- one by one, after it.
create function erase_settings(terms text[], pseudonym text)
  returns table (place text, done text, ids text[])
  language plpgsql security definer set search_path = public as $$
declare
  org constant text := acting_organisation();
begin
  if org is null then
    raise exception 'nobody''s data are erased by nobody';
  end if;
  -- whoever keeps names in memory is told, but not of whose number
  perform set_config('pronto.erasing', 'on', true);

  -- a company's contact with other numbers loses the number alone
  place := 'contact'; done := 'cleared';
  with touched as (
    update contact c set numbers = array(select n from unnest(c.numbers) with ordinality x(n, o)
                                          where n <> all(terms) order by o), changed_at = now()
     where c.organisation_id = org and c.name = '' and c.numbers && terms and not c.numbers <@ terms
       and c.id = any(array(select k.contact_id from contact_key k where k.organisation_id = org and k.key = any(terms)))
    returning c.id),
  keys as (
    delete from contact_key k using touched t
     where k.organisation_id = org and k.contact_id = t.id and k.key = any(terms))
  select array_agg(t.id) into ids from touched t;
  return next;
  done := 'deleted';
  with gone as (
    delete from contact c
     where c.organisation_id = org
       and c.id = any(array(select k.contact_id from contact_key k where k.organisation_id = org and k.key = any(terms)))
    returning c.id)
  select array_agg(g.id) into ids from gone g;
  return next;

  place := 'listed_caller';
  with gone as (
    delete from listed_caller l
     where l.organisation_id = org and (l.match = 'exact' and l.number = any(terms) or persons_in(l.reason) && terms)
    returning l.id)
  select array_agg(g.id) into ids from gone g;
  return next;

  place := 'routing_test';
  with gone as (
    delete from routing_test t where t.organisation_id = org and (t.caller = any(terms) or t.expected_number = any(terms))
    returning t.id)
  select array_agg(g.id) into ids from gone g;
  return next;

  place := 'right_to_number';
  with gone as (
    delete from right_to_number r
     where r.organisation_id = org and (r.number = any(terms) or persons_in(r.note || ' ' || r.reason) && terms)
    returning r.id)
  select array_agg(g.id) into ids from gone g;
  return next;

  place := 'caller_id_of_destination';
  with gone as (
    delete from caller_id_of_destination d where d.organisation_id = org and d.number = any(terms) returning d.prefix)
  select array_agg('prefix'::text) into ids from gone g;
  return next;

  place := 'export';
  with gone as (
    delete from export e where e.organisation_id = org and persons_in(e.filter::text) && terms returning e.id)
  select array_agg(g.id) into ids from gone g;
  return next;

  -- versions that are over; those that are in force, or will be, are changed by whoever has calls sent there
  place := 'number_routing';
  with gone as (
    delete from number_routing r
     where r.organisation_id = org and r.closed_number = any(terms)
       and exists (select from number_routing n
                    where n.organisation_id = org and n.number = r.number and n.effective_at <= now()
                      and (n.effective_at, n.sequence) > (r.effective_at, r.sequence))
    returning r.id)
  select array_agg(g.id) into ids from gone g;
  return next;

  place := 'forwarding'; done := 'cleared';
  with touched as (
    update forwarding f
       set always_number = case when f.always_number <> all(terms) then f.always_number end,
           busy_number = case when f.busy_number <> all(terms) then f.busy_number end,
           no_answer_number = case when f.no_answer_number <> all(terms) then f.no_answer_number end,
           unreachable_number = case when f.unreachable_number <> all(terms) then f.unreachable_number end,
           find_me = (select coalesce(jsonb_agg(n order by o), '[]')
                        from jsonb_array_elements(f.find_me) with ordinality x(n, o)
                       where n ->> 'number' <> all(terms))
     where f.organisation_id = org and (f.always_number = any(terms) or f.busy_number = any(terms)
            or f.no_answer_number = any(terms) or f.unreachable_number = any(terms)
            or persons_in(f.find_me::text) && terms)
    returning f.user_id)
  select array_agg(t.user_id) into ids from touched t;
  return next;

  place := 'user_account';
  with touched as (
    update user_account u set caller_id = null where u.organisation_id = org and u.caller_id = any(terms) returning u.id)
  select array_agg(t.id) into ids from touched t;
  return next;

  place := 'directory_import_run';
  with touched as (
    update directory_import_run r set skipped = '[]', error = null
     where r.organisation_id = org and persons_in(r.skipped::text || ' ' || coalesce(r.error, '')) && terms
    returning r.organisation_id)
  select array_agg(t.organisation_id) into ids from touched t;
  return next;
end
$$;

create or replace function tell_contacts(organisation text, numbers text) returns void language sql volatile
  return pg_notify('contact', case when length(numbers) < 4000 and coalesce(current_setting('pronto.erasing', true), '') = ''
                                   then organisation || ' ' || numbers else organisation end);

-- Waits until no transaction is left that began before a time, for two seconds at most; whether none is. It must not be
-- asked within a transaction that has seen anything.
create function wait_for_older(since timestamptz) returns boolean language plpgsql as $$
begin
  for attempt in 1..20 loop
    perform pg_stat_clear_snapshot();
    if not exists (select from pg_stat_activity a
                    where a.datname = current_database() and a.pid <> pg_backend_pid() and a.xact_start < since) then
      return true;
    end if;
    perform pg_sleep(0.1);
  end loop;
  return false;
end
$$;

revoke execute on function wait_for_older from public;
revoke execute on function subject_request_clocks, erasures_due, erasures_leave_bytes, subject_accounts, subject_found, subject_page,
  calls_to_erase, calls_kept, pseudonymise_calls, pseudonymise_alarms, erase_events, mentions_kept, mentions_to_erase, erase_settings from public;
grant execute on function subject_request_clocks, erasures_due, erasures_leave_bytes, subject_accounts, subject_found, subject_page,
  calls_to_erase, calls_kept, pseudonymise_calls, pseudonymise_alarms, erase_events, mentions_kept, mentions_to_erase, erase_settings to pronto_app;
