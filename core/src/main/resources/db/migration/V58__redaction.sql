-- What is done about card numbers and codes in recordings of a number's calls.
alter table phone_number
  -- nothing is kept while a party keys one in
  add column recording_card_pause boolean not null default true,
  -- those that are said, and IBANs, are taken out of transcripts and of the sound
  add column recording_redact boolean not null default true;

-- What becomes of card numbers and IBANs that are said in a recording.
alter table recording
  -- off: nobody looks; unexamined: nobody could look; pending: nobody hears it before it is done
  add column redaction text not null default 'off'
    check (redaction in ('off', 'unexamined', 'pending', 'done')),
  -- what is to be taken out, [{"party", "from", "to", "reason"}], times in milliseconds; null for nothing
  add column redaction_spans jsonb check (redaction_spans is null or redaction = 'pending'),
  -- a file that another one has replaced and that is to be destroyed, below the folder of recordings
  add column redaction_replaced text,
  -- when either is to be begun; of what is under way: when whoever does it is taken to be dead
  add column redaction_due_at timestamptz not null default now();
create index recording_redaction_due on recording (redaction_due_at)
  where redaction_spans is not null or redaction_replaced is not null;
grant update (path, wrapped_key, manifest, bytes, redaction, redaction_spans, redaction_replaced, redaction_due_at)
  on recording to pronto_app;

-- Jobs are taken across organisations; whoever takes one learns whose it is and nothing else.
create function claim_redaction(lease_seconds integer)
  returns table (organisation_id text, id text)
  language sql security definer set search_path = public
begin atomic
  update recording r
     set redaction_due_at = now() + make_interval(secs => lease_seconds)
   where r.id = (select due.id from recording due
                  where (due.redaction_spans is not null or due.redaction_replaced is not null)
                    and due.redaction_due_at <= now()
                  order by due.redaction_due_at limit 1
                  for update skip locked)
  returning r.organisation_id, r.id;
end;
revoke execute on function claim_redaction from public;
grant execute on function claim_redaction to pronto_app;

create function notify_redaction() returns trigger language plpgsql as $$
begin
  perform pg_notify('redaction', '');
  return null;
end
$$;
create trigger redaction_wanted after update of redaction_spans on recording
  for each row when (new.redaction_spans is not null) execute function notify_redaction();
