-- Calls of a number may be recorded only when somebody asks for it.
alter table phone_number drop constraint phone_number_recording_mode_check;
alter table phone_number add constraint phone_number_recording_mode_check
  check (recording_mode in ('off', 'all', 'inbound', 'outbound', 'on_demand'));
