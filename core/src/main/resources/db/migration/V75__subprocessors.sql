-- Who processes data for the operator. What the register says of one, from when on, is a notice: nothing in it is changed
-- afterwards, and the register of a day is the last notice of each that has taken effect by then.
create table subprocessor (
  id text primary key check (id ~ '^spr_[0-9A-Z]{26}$'),
  created_at timestamptz not null default now()
);
alter table subprocessor enable row level security;
-- the register is public
create policy subprocessor_to_all on subprocessor for select using (true);
create policy subprocessor_by_operator on subprocessor to pronto_operator using (acting_operator());
grant select, insert, update on subprocessor to pronto_app;

create table subprocessor_notice (
  id text primary key check (id ~ '^spn_[0-9A-Z]{26}$'),
  subprocessor_id text not null references subprocessor,
  -- 1, 2, 3, …: what takes effect first was announced first
  number integer not null check (number > 0),
  change text not null check (change in ('added', 'changed', 'removed')),
  name text not null check (length(name) between 1 and 200),
  purpose text not null check (length(purpose) between 1 and 2000),
  -- where its servers are, ISO 3166
  countries text[] not null check (cardinality(countries) between 1 and 50),
  location_note text not null check (length(location_note) <= 500),
  safeguard text not null check (safeguard in ('none_needed', 'contractual_clauses', 'adequacy', 'data_localisation',
    'binding_corporate_rules')),
  data_categories text[] not null check (cardinality(data_categories) between 1 and 20),
  uses text[] not null check (cardinality(uses) between 1 and 20),
  announced_at timestamptz not null,
  -- the last day of the ten working days after the notice (Europe/Paris); null: it was in the register when that was
  -- opened, and nobody was told
  objections_until date,
  effective_on date not null,
  unique (subprocessor_id, number),
  check (effective_on > objections_until)
);
create index subprocessor_notice_newest on subprocessor_notice (id desc);
alter table subprocessor_notice enable row level security;
create policy subprocessor_notice_to_all on subprocessor_notice for select using (true);
create policy subprocessor_notice_by_operator on subprocessor_notice to pronto_operator using (acting_operator());
grant select, insert on subprocessor_notice to pronto_app;

-- Which organisations are to be told of a notice, and when they were.
create table subprocessor_telling (
  notice_id text not null references subprocessor_notice,
  organisation_id text not null references organisation,
  told_at timestamptz,
  primary key (notice_id, organisation_id)
);
create index subprocessor_telling_waiting on subprocessor_telling (notice_id, organisation_id) where told_at is null;
alter table subprocessor_telling enable row level security;
create policy subprocessor_telling_of_organisation on subprocessor_telling using (organisation_id = acting_organisation());
create policy subprocessor_telling_by_operator on subprocessor_telling to pronto_operator using (acting_operator());
grant select, insert, update on subprocessor_telling to pronto_app;

-- Who was written to. The account may go, and that it was told stays.
create table subprocessor_letter (
  notice_id text not null references subprocessor_notice,
  organisation_id text not null references organisation,
  user_id text not null,
  -- of the mail in the queue
  mail_id text not null,
  written_at timestamptz not null,
  -- when a mail server took it
  handed_over_at timestamptz,
  primary key (notice_id, user_id)
);
create index subprocessor_letter_of_mail on subprocessor_letter (mail_id) where handed_over_at is null;
alter table subprocessor_letter enable row level security;
create policy subprocessor_letter_of_organisation on subprocessor_letter using (organisation_id = acting_organisation());
create policy subprocessor_letter_by_operator on subprocessor_letter for select to pronto_operator using (acting_operator());
grant select, insert on subprocessor_letter to pronto_app;

-- What an organisation has against a notice. It stands until the organisation withdraws it, whatever it is answered.
create table subprocessor_objection (
  id text primary key check (id ~ '^sob_[0-9A-Z]{26}$'),
  organisation_id text not null references organisation,
  notice_id text not null references subprocessor_notice,
  reason text not null check (length(reason) between 1 and 4000),
  raised_by text not null,
  raised_at timestamptz not null,
  answer text check (answer in ('alternative', 'configuration', 'leave')),
  answer_text text check (length(answer_text) between 1 and 4000),
  answered_by text,
  answered_at timestamptz,
  withdrawn_by text,
  withdrawn_at timestamptz,
  check ((answer is null) = (answered_at is null) and (answer is null) = (answer_text is null)),
  check ((withdrawn_by is null) = (withdrawn_at is null))
);
create unique index subprocessor_objection_standing on subprocessor_objection (organisation_id, notice_id)
  where withdrawn_at is null;
create index subprocessor_objection_of_organisation on subprocessor_objection (organisation_id, id);
alter table subprocessor_objection enable row level security;
create policy subprocessor_objection_of_organisation on subprocessor_objection
  using (organisation_id = acting_organisation());
create policy subprocessor_objection_by_operator on subprocessor_objection to pronto_operator using (acting_operator());
grant select, insert, update on subprocessor_objection to pronto_app;

-- The one gate: whether a subprocessor is used for an organisation (or, null, for the operator itself) on a day: the
-- last notice of it that has taken effect says that it is in the register, and no objection to that, or to one before,
-- stands.
create function subprocessor_permits(whose text, wanted text, day date) returns boolean
  language sql stable security definer set search_path = public
begin atomic
  select coalesce((
    select n.change <> 'removed'
           and not exists (
             select from subprocessor_objection o join subprocessor_notice against on against.id = o.notice_id
              where o.organisation_id = whose and o.withdrawn_at is null
                and against.subprocessor_id = wanted and against.number <= n.number)
      from subprocessor_notice n
     where n.subprocessor_id = wanted and n.effective_on <= day
     order by n.number desc limit 1), false);
end;

-- Organisations that are still to be told of a notice.
create function subprocessor_tellings_waiting(most integer) returns table (notice_id text, organisation_id text)
  language sql stable security definer set search_path = public
begin atomic
  select t.notice_id, t.organisation_id from subprocessor_telling t
   where t.told_at is null order by t.notice_id, t.organisation_id limit most;
end;

create function notify_subprocessor_notice() returns trigger language plpgsql as $$
begin
  perform pg_notify('subprocessor_notice', '');
  return null;
end
$$;
create trigger announced after insert on subprocessor_notice
  for each statement execute function notify_subprocessor_notice();

-- A mail server took a mail: it leaves the queue, and where it told of a notice that is written down.
create function mail_handed_over(wanted text) returns void
  language plpgsql security definer set search_path = public as $$
begin
  update subprocessor_letter set handed_over_at = now() where mail_id = wanted and handed_over_at is null;
  delete from mail where id = wanted;
end
$$;

-- Whose a mail is decides which servers may have it.
drop function claim_mail;
create function claim_mail(lease_seconds double precision)
  returns table (id text, organisation_id text, kind text, sealed bytea, attempts integer)
  language sql volatile security definer set search_path = public
begin atomic
  update mail m
     set attempts = m.attempts + 1, due_at = now() + make_interval(secs => lease_seconds)
   where m.id = (select due.id from mail due
                  where due.due_at <= now() and due.expires_at > now()
                  order by due.due_at limit 1
                  for update skip locked)
  returning m.id, m.organisation_id, m.kind, m.sealed, m.attempts;
end;

-- Whose wholesale API it is, as the register knows them; null: nobody has said.
alter table number_provider add column subprocessor_id text
  constraint number_provider_subprocessor references subprocessor;
drop function number_provider_account;
create function number_provider_account(wanted text)
  returns table (id text, name text, kind text, base_url text, credentials bytea, enabled boolean, carrier_id text,
                 subprocessor_id text)
  language sql stable security definer set search_path = public
begin atomic
  select id, name, kind, base_url, credentials, enabled, carrier_id, subprocessor_id from number_provider
   where wanted is null or id = wanted order by id;
end;

revoke execute on function subprocessor_permits, subprocessor_tellings_waiting, mail_handed_over, claim_mail,
  number_provider_account from public;
grant execute on function subprocessor_permits, subprocessor_tellings_waiting, mail_handed_over, claim_mail,
  number_provider_account to pronto_app;

-- The register that a new operator starts from, in force from the first day, since there is nobody yet to be told. Where
-- there are customers already, what was agreed with them is not known here: their register begins empty.
with example (number, mark, name, purpose, countries, note, safeguard, categories, uses) as (
  values
    (1, 'SCALEWAY', 'Scaleway', 'Databases, cloud, API load balancing, object storage', 'FR', '', 'none_needed',
     'accounts,call_records,recordings,transcripts,contacts', 'hosting,object_storage'),
    (2, 'DATAPACKET', 'DataPacket', 'Databases, web and telecom servers', 'FR', '', 'none_needed',
     'accounts,call_records,call_content,recordings,transcripts,contacts', 'hosting'),
    (3, 'CLOUDFLARE', 'Cloudflare', 'DNS, API load balancing', 'US', 'Data kept in the EU', 'data_localisation',
     'accounts,technical', 'hosting'),
    (4, 'BTSEUROPE', 'BTS Europe', 'Voice and SMS carriage', 'ES', '', 'none_needed',
     'call_records,call_content,messages', 'carriage'),
    (5, 'COLT', 'Colt', 'Number rental', 'GB', '', 'contractual_clauses', 'numbers,identity_documents',
     'number_provider'),
    (6, 'VONAGE', 'Vonage', 'Number rental, SMS', 'US', '', 'contractual_clauses',
     'numbers,identity_documents,messages', 'number_provider,carriage'),
    (7, 'LEGOS', 'Legos', 'Number rental', 'FR', '', 'none_needed', 'numbers,identity_documents', 'number_provider'),
    (8, 'ORANGE', 'Orange', 'Number rental', 'FR', '', 'none_needed', 'numbers,identity_documents',
     'number_provider'),
    (9, 'VOXBONE', 'Voxbone', 'Number rental', 'BE', '', 'none_needed', 'numbers,identity_documents',
     'number_provider'),
    (10, 'BICS', 'BICS', 'Carriage, SIP trunk, emergency calls', 'BE', '', 'none_needed',
     'call_records,call_content,location', 'carriage'),
    (11, 'TOFANE', 'Tofane', 'International termination', 'FR', '', 'none_needed', 'call_records,call_content',
     'carriage'),
    (12, 'ORANGECARRIERS', 'Orange International Carriers', 'International termination', 'FR', '', 'none_needed',
     'call_records,call_content', 'carriage'),
    (13, 'TATA', 'Tata Communications', 'International termination', 'GB', '', 'contractual_clauses',
     'call_records,call_content', 'carriage'),
    (14, 'BREVO', 'Brevo', 'Transactional e-mail', 'FR', '', 'none_needed', 'accounts,email', 'email_relay'),
    (15, 'SENDGRID', 'SendGrid', 'Transactional e-mail, as the backup of Brevo', 'US', '', 'contractual_clauses',
     'accounts,email', 'email_relay'),
    (16, 'SLACK', 'Slack', 'Internal communication', 'US', '', 'contractual_clauses', 'accounts,technical', 'other'),
    (17, 'DEEPTRANSCRIPT', 'DeepTranscript', 'Transcription', 'FR', '', 'none_needed', 'recordings,transcripts',
     'transcription')
), opened as (
  insert into subprocessor (id)
  select 'spr_' || lpad(mark, 26, '0') from example where not exists (select from organisation)
  returning id
)
insert into subprocessor_notice (id, subprocessor_id, number, change, name, purpose, countries, location_note, safeguard,
  data_categories, uses, announced_at, effective_on)
select 'spn_' || lpad(e.mark, 26, '0'), o.id, 1, 'added', e.name, e.purpose, string_to_array(e.countries, ','), e.note,
       e.safeguard, string_to_array(e.categories, ','), string_to_array(e.uses, ','), now(),
       (now() at time zone 'Europe/Paris')::date
  from example e join opened o on o.id = 'spr_' || lpad(e.mark, 26, '0')
 order by e.number;

-- What ships is nobody's deed: only what comes after it is in the audit log.
create constraint trigger audit after insert on subprocessor_notice deferrable initially deferred
  for each row execute function audit_row('subprocessor_notice', 'subprocessor_id');
create constraint trigger audit after insert or update or delete on subprocessor_objection deferrable initially deferred
  for each row execute function audit_row('subprocessor_objection', 'id');
