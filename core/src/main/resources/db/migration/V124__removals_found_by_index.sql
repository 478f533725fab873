-- What is to be removed is looked up by place and time, whatever statistics say: a server that plans it while there is
-- nothing keeps the plan, and then read all that a sweep asks for and what has been done within the day, for every hundred
-- files of it. What a store that is away leaves behind is not read for the sake of another place either.
drop index recording_removal_due;
create index recording_removal_due on recording_removal (place, due_at);
alter function claim_recording_removals set enable_seqscan = off;
alter function claim_recording_removals set enable_bitmapscan = off;
alter function end_recording_removals set enable_seqscan = off;
alter function end_recording_removals set enable_bitmapscan = off;
