-- What is done about card numbers and codes in recordings of a number's calls.
alter table phone_number
  -- nothing is kept while a party keys one in
  add column recording_card_pause boolean not null default true,
  -- those that are said, and IBANs, are taken out of transcripts and of the sound
  add column recording_redact boolean not null default true;

-- What becomes of card numbers and IBANs that are said in a recording.
alter table recording
  -- off: nobody looks; unexamined: nobody could look; pending: nobody hears it before it is done;
  -- broken: nobody ever hears it, since its file does not open and what was found is in it
  add column redaction text not null default 'off'
    check (redaction in ('off', 'unexamined', 'pending', 'done', 'broken')),
  -- what is to be taken out, [{"party", "from", "to", "reason"}], times in milliseconds; null for nothing
  add column redaction_spans jsonb check (redaction_spans is null or redaction = 'pending'),
  -- a file that another one has replaced and that is to be destroyed, below the folder of recordings
  add column redaction_replaced text,
  -- when either is to be begun; of what is under way: when whoever does it is taken to be dead
  add column redaction_due_at timestamptz not null default now(),
  -- how often it went wrong since
  add column redaction_attempts integer not null default 0,
  -- the server on whose disk the file is, which alone can do either; null: all can, it is in the object store
  add column redaction_node text;
create index recording_redaction_due on recording (redaction_due_at)
  where redaction_spans is not null or redaction_replaced is not null;
grant update (path, wrapped_key, manifest, bytes, redaction, redaction_spans, redaction_replaced, redaction_due_at,
              redaction_attempts, redaction_node)
  on recording to pronto_app;

-- Jobs are taken across organisations; whoever takes one learns whose it is and nothing else. A server takes its own.
create function claim_redaction(lease_seconds integer, claiming_node text)
  returns table (organisation_id text, id text, due_at timestamptz)
  language sql security definer set search_path = public
begin atomic
  update recording r
     set redaction_due_at = now() + make_interval(secs => lease_seconds)
   where r.id = (select due.id from recording due
                  where (due.redaction_spans is not null or due.redaction_replaced is not null)
                    and due.redaction_due_at <= now()
                    and (due.redaction_node is null or due.redaction_node = claiming_node)
                  order by due.redaction_due_at limit 1
                  for update skip locked)
  returning r.organisation_id, r.id, r.redaction_due_at;
end;

-- How many recordings, of any server, are still to be redacted, or their old files destroyed, though they should be.
create function overdue_redactions() returns bigint
  language sql stable security definer set search_path = public
begin atomic
  select count(*) from recording
   where (redaction_spans is not null or redaction_replaced is not null)
     and (redaction_attempts > 0 or redaction_due_at < now() - interval '15 minutes');
end;
revoke execute on function claim_redaction, overdue_redactions from public;
grant execute on function claim_redaction, overdue_redactions to pronto_app;

create function notify_redaction() returns trigger language plpgsql as $$
begin
  perform pg_notify('redaction', '');
  return null;
end
$$;
create trigger redaction_wanted after update of redaction_spans on recording
  for each row when (new.redaction_spans is not null) execute function notify_redaction();
