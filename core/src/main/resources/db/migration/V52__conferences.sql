-- Rooms in which many talk: whoever dials the extension, or a number that leads there, is let in.
create table conference (
  id text primary key check (id ~ '^cnf_'),
  organisation_id text not null references organisation,
  name text not null check (length(name) between 1 and 200),
  extension text not null check (extension ~ '^[1-9][0-9]{2,4}$'),
  max_parties integer not null check (max_parties between 2 and 100),
  wait_for_moderator boolean not null,
  announce boolean not null,
  -- sealed under secrets.key; null: nobody is asked for one
  sealed_pin bytea,
  sealed_moderator_pin bytea,
  created_at timestamptz not null default now(),
  constraint conference_name unique (organisation_id, name),
  constraint conference_extension unique (organisation_id, extension),
  unique (organisation_id, id)
);
alter table conference enable row level security;
create policy conference_of_organisation on conference using (organisation_id = acting_organisation());
grant select, insert, update, delete on conference to pronto_app;

-- An extension is a user's or a conference's. Whoever sets one holds the organisation's lock.
create function refuse_taken_extension() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext(new.organisation_id));
  if tg_table_name = 'conference'
     and exists (select from user_account where organisation_id = new.organisation_id and extension = new.extension) then
    raise unique_violation using constraint = 'conference_extension';
  elsif tg_table_name = 'user_account'
     and exists (select from conference where organisation_id = new.organisation_id and extension = new.extension) then
    raise unique_violation using constraint = 'user_extension';
  end if;
  return new;
end
$$;
create trigger taken_extension before insert or update of extension on conference
  for each row execute function refuse_taken_extension();
create trigger taken_extension before insert or update of extension on user_account
  for each row execute function refuse_taken_extension();

create trigger directory after insert or update or delete on conference
  for each statement execute function notify_directory();
create constraint trigger audit after insert or update or delete on conference deferrable initially deferred
  for each row execute function audit_row('conference', 'id', 'sealed_pin', 'sealed_moderator_pin');

-- A number leads to a user, to a conference, or nowhere.
alter table phone_number add column destination_conference_id text,
  add constraint phone_number_conference foreign key (organisation_id, destination_conference_id)
    references conference (organisation_id, id) on delete set null (destination_conference_id),
  add constraint phone_number_one_destination
    check (destination_user_id is null or destination_conference_id is null);
create index phone_number_of_conference on phone_number (destination_conference_id)
  where destination_conference_id is not null;
