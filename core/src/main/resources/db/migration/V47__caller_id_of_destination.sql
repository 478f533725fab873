-- Which number an organisation shows to whom it calls where: without a row the caller's own.
create table caller_id_of_destination (
  organisation_id text not null references organisation,
  -- the beginning of the numbers called, as E.164
  prefix text not null check (prefix ~ '^\+[1-9][0-9]{0,14}$'),
  number text not null check (number ~ '^\+[1-9][0-9]{6,14}$'),
  primary key (organisation_id, prefix)
);
alter table caller_id_of_destination enable row level security;
create policy caller_id_of_destination_of_organisation on caller_id_of_destination
  using (organisation_id = acting_organisation());
grant select, insert, update, delete on caller_id_of_destination to pronto_app;

create trigger directory after insert or update or delete on caller_id_of_destination
  for each statement execute function notify_directory();
create constraint trigger audit after insert or update or delete on caller_id_of_destination
  deferrable initially deferred for each row execute function audit_row('caller_id_of_destination', 'prefix');
