-- Why law lets a number's calls be recorded without a notice (GDPR, articles 5(1)(a), 13 and 14(5)), in the organisation's
-- own words. Null where a notice is played, and of numbers that were recorded without one before this was asked: these go
-- on, and the record of processing names them.
alter table phone_number
  add column recording_no_notice_ground text
    check (length(btrim(recording_no_notice_ground)) between 20 and 500),
  add constraint recording_ground_of_silence check (not recording_announce or recording_no_notice_ground is null),
  -- Whether somebody has said what its calls are recorded for: quality stands where nobody has, and nothing tells whether
  -- anybody did before this was kept.
  add column recording_purpose_chosen boolean not null default false;
-- nobody has changed anything by that
alter table phone_number disable trigger user;
update phone_number set recording_purpose_chosen = true where recording_purpose <> 'quality';
alter table phone_number enable trigger user;
