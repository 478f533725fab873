-- What was said in a recording, and the job of writing it down.
create table transcript (
  id text primary key check (id ~ '^trn_'),
  organisation_id text not null references organisation,
  call_id text not null check (call_id ~ '^call_'),
  recording_id text not null check (recording_id ~ '^rec_'),
  language text not null check (language ~ '^[a-z]{2}$'),
  state text not null default 'queued'
    check (state in ('queued', 'running', 'available', 'no_model', 'failed')),
  -- what a person is told about the state
  message text,
  -- {"caller": [{"text", "start", "end", "confidence"}], "called": […]}, times in seconds
  words jsonb not null default '{}',
  text text not null default '',
  document tsvector not null generated always as (to_tsvector('simple', text)) stored,
  -- how often it was begun; a result is taken only from whoever began last
  attempts integer not null default 0,
  -- when it is to be begun; of a running one: when whoever runs it is taken to be dead
  due_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- when retention deletes it
  expires_at timestamptz not null default now() + interval '6 months',
  constraint transcript_of_recording unique (organisation_id, recording_id)
);
create index transcript_due on transcript (due_at) where state in ('queued', 'running');
create index transcript_newest on transcript (organisation_id, id desc);
create index transcript_by_call on transcript (organisation_id, call_id);
create index transcript_document on transcript using gin (document);
create index transcript_expiry on transcript (expires_at);
alter table transcript enable row level security;
create policy transcript_of_organisation on transcript
  using (organisation_id = acting_organisation());
grant select, insert, update, delete on transcript to pronto_app;

-- Jobs are taken across organisations; whoever takes one learns whose it is and nothing else.
-- Begins the one that has been due for longest: it is running, and due again when the lease ends.
create function claim_transcript(lease_seconds integer)
  returns table (organisation_id text, id text)
  language sql security definer set search_path = public
begin atomic
  update transcript t
     set state = 'running', attempts = t.attempts + 1, updated_at = now(),
         due_at = now() + make_interval(secs => lease_seconds)
   where t.id = (select due.id from transcript due
                  where due.state in ('queued', 'running') and due.due_at <= now()
                  order by due.due_at limit 1
                  for update skip locked)
  returning t.organisation_id, t.id;
end;

-- Queues again what waited for a model of a language; returns how many.
create function queue_transcripts_without_model(installed_language text) returns bigint
  language sql security definer set search_path = public
begin atomic
  with queued as (
    update transcript
       set state = 'queued', message = null, attempts = 0, due_at = now(), updated_at = now()
     where state = 'no_model' and language = installed_language
    returning 1)
  select count(*) from queued;
end;

revoke execute on function claim_transcript, queue_transcripts_without_model from public;
grant execute on function claim_transcript, queue_transcripts_without_model to pronto_app;

-- Whoever writes transcripts is told that there is one to write.
create function notify_transcript() returns trigger language plpgsql as $$
begin
  perform pg_notify('transcript', '');
  return null;
end
$$;
create trigger transcript_queued after insert on transcript
  for each statement execute function notify_transcript();
