-- What was said is read by the columns that are named here: one that a transcript gets later is refused until it is.
drop view readable_transcript;
create view readable_transcript as
  select t.id, t.organisation_id, t.call_id, t.recording_id, t.language, t.state, t.message, t.words, t.text, t.document,
         t.attempts, t.created_at, t.updated_at, t.expires_at
    from transcript t
   where t.organisation_id = acting_organisation()
     and ((select may_use_restricted()) or not (select is_anything_restricted())
          or not exists (select from restrictions_of_call(t.organisation_id, t.call_id)));
grant select on readable_transcript to pronto_app;

-- Whoever lets calls be followed while they go on asks again, whether they may be: of somebody in them more is restricted,
-- or erased, from now on.
create function tell_followed_no_longer() returns trigger language plpgsql as $$
begin
  perform pg_notify('followed_no_longer', new.organisation_id);
  return null;
end
$$;
create trigger followed_no_longer after insert on restriction
  for each row execute function tell_followed_no_longer();
create trigger followed_no_longer after insert on erasure
  for each row execute function tell_followed_no_longer();

-- What has been instructed to be erased since a call began.
create index erasure_instructed on erasure (organisation_id, instructed_at);
