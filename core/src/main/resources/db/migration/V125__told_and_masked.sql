-- A notice takes effect after ten working days, or tells of who is in use already where there are customers from before
-- there was a register: of what has come, which they may object to all the same.
alter table subprocessor_notice drop constraint subprocessor_notice_check;
alter table subprocessor_notice add constraint subprocessor_notice_effect
  check (effective_on > objections_until or effective_on <= (announced_at at time zone 'Europe/Paris')::date);
