-- Breaches of personal data, whatever became of them (GDPR art. 33(5)). The register is the operator's, and nothing of it
-- is deleted; whoever was told of one has a notice of their own.
create table breach (
  id text primary key check (id ~ '^brc_[0-9A-Z]{26}$'),
  occurred_at timestamptz not null,
  -- from then on the 72 hours of art. 33(1) run
  noticed_at timestamptz not null,
  effects text[] not null check (cardinality(effects) > 0
    and effects <@ array['confidentiality', 'integrity', 'availability']),
  cause text not null check (length(cause) between 1 and 4000),
  data_categories text[] not null check (cardinality(data_categories) between 1 and 20),
  -- about how many; null: nobody knows yet
  people integer check (people >= 0),
  records integer check (records >= 0),
  consequences text not null check (length(consequences) <= 4000),
  measures text not null check (length(measures) <= 4000),
  -- no references: the register outlives them
  organisation_ids text[] not null check (cardinality(organisation_ids) <= 10000),
  authority_notified_at timestamptz,
  -- why that was later than 72 hours
  delay_reason text check (length(delay_reason) between 1 and 4000),
  -- why the authority is not told: a risk is unlikely
  not_notified_reason text check (length(not_notified_reason) between 1 and 4000),
  created_by text not null,
  created_at timestamptz not null,
  constraint breach_noticed check (noticed_at >= occurred_at),
  constraint breach_notified check (authority_notified_at >= noticed_at),
  constraint breach_decided check (authority_notified_at is null or not_notified_reason is null)
);
alter table breach enable row level security;
create policy breach_by_operator on breach to pronto_operator using (acting_operator());
grant select, insert, update on breach to pronto_app;
create constraint trigger audit after insert or update on breach deferrable initially deferred
  for each row execute function audit_row('breach', 'id');

-- What the operator owes an organisation to be told: of a breach (art. 33(2)), of what an authority was shown, of what
-- became of an audit that it asked for. Nothing in it is changed.
create table notice (
  id text primary key check (id ~ '^ntc_[0-9A-Z]{26}$'),
  organisation_id text not null references organisation,
  kind text not null check (kind in ('breach', 'disclosure', 'audit')),
  -- the id of what it is about
  about text not null,
  facts jsonb not null,
  created_at timestamptz not null,
  -- before, the organisation must not know of it
  due_at timestamptz not null,
  told_at timestamptz
);
create index notice_of_organisation on notice (organisation_id, id);
create index notice_about on notice (about);
create index notice_waiting on notice (due_at, id) where told_at is null;
-- that something was disclosed is told once
create unique index notice_of_disclosure on notice (organisation_id, about) where kind = 'disclosure';
alter table notice enable row level security;
create policy notice_read on notice for select using (organisation_id = acting_organisation() and due_at <= now());
create policy notice_told on notice for update using (organisation_id = acting_organisation() and due_at <= now());
create policy notice_by_operator on notice to pronto_operator using (acting_operator());
grant select, update (told_at) on notice to pronto_app;
grant insert, update (due_at) on notice to pronto_operator;
-- not before it is told: the log is the organisation's
create constraint trigger audit after update on notice deferrable initially deferred
  for each row when (old.told_at is null and new.told_at is not null) execute function audit_row('notice', 'id');

-- Who was written to. The account may go, and that it was told stays.
create table notice_letter (
  notice_id text not null references notice,
  organisation_id text not null references organisation,
  user_id text not null,
  -- of the mail in the queue
  mail_id text not null,
  written_at timestamptz not null,
  -- when a mail server took it
  handed_over_at timestamptz,
  primary key (notice_id, user_id)
);
create index notice_letter_of_mail on notice_letter (mail_id) where handed_over_at is null;
alter table notice_letter enable row level security;
create policy notice_letter_of_organisation on notice_letter using (organisation_id = acting_organisation());
create policy notice_letter_by_operator on notice_letter for select to pronto_operator using (acting_operator());
grant select, insert on notice_letter to pronto_app;

-- Notices that are to be told now.
create function notices_waiting(most integer) returns table (notice_id text, organisation_id text)
  language sql stable security definer set search_path = public
begin atomic
  select n.id, n.organisation_id from notice n
   where n.told_at is null and n.due_at <= now() order by n.due_at, n.id limit most;
end;

create function notify_notice() returns trigger language plpgsql as $$
begin
  perform pg_notify('notice', '');
  return null;
end
$$;
create trigger made after insert or update of due_at on notice
  for each statement execute function notify_notice();

-- A mail server took a mail: it leaves the queue, and where it told of something that is written down.
create or replace function mail_handed_over(wanted text) returns void
  language sql security definer set search_path = public
begin atomic
  update subprocessor_letter set handed_over_at = now() where mail_id = wanted and handed_over_at is null;
  update notice_letter set handed_over_at = now() where mail_id = wanted and handed_over_at is null;
  delete from mail where id = wanted;
end;

-- Audits that customers ask for: one a year, asked sixty days ahead.
create table customer_audit (
  id text primary key check (id ~ '^cau_[0-9A-Z]{26}$'),
  organisation_id text not null references organisation,
  wanted_on date not null,
  -- what it is to look at
  subject text not null check (length(subject) between 1 and 4000),
  asked_by text not null,
  asked_at timestamptz not null,
  answer text check (answer in ('accepted', 'declined')),
  answer_text text check (length(answer_text) between 1 and 4000),
  -- the day on which it is, where it was accepted
  agreed_on date,
  answered_by text,
  answered_at timestamptz,
  withdrawn_by text,
  withdrawn_at timestamptz,
  check ((answer is null) = (answered_at is null) and (answer is null) = (answer_text is null)),
  check (coalesce(answer = 'accepted', false) = (agreed_on is not null)),
  check ((withdrawn_by is null) = (withdrawn_at is null))
);
create index customer_audit_of_organisation on customer_audit (organisation_id, id);
alter table customer_audit enable row level security;
create policy customer_audit_of_organisation on customer_audit using (organisation_id = acting_organisation());
create policy customer_audit_by_operator on customer_audit to pronto_operator using (acting_operator());
grant select, insert, update on customer_audit to pronto_app;
create constraint trigger audit after insert or update on customer_audit deferrable initially deferred
  for each row execute function audit_row('customer_audit', 'id');

-- Packs of evidence that were asked for. What is in one is written while it is fetched.
create table evidence_pack (
  id text primary key check (id ~ '^evp_[0-9A-Z]{26}$'),
  organisation_id text not null references organisation,
  -- whose log of accesses it has
  since timestamptz not null,
  until timestamptz not null check (until > since),
  language text not null check (language in ('en', 'fr', 'it')),
  made_by text not null,
  created_at timestamptz not null
);
create index evidence_pack_of_organisation on evidence_pack (organisation_id, id);
alter table evidence_pack enable row level security;
create policy evidence_pack_of_organisation on evidence_pack using (organisation_id = acting_organisation());
grant select, insert on evidence_pack to pronto_app;
create constraint trigger audit after insert on evidence_pack deferrable initially deferred
  for each row execute function audit_row('evidence_pack', 'id');

revoke execute on function notices_waiting from public;
grant execute on function notices_waiting to pronto_app;
