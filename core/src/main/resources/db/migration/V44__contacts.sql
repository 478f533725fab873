-- Many contacts that were brought in at once, as a table.
create table contact_import (
  id text primary key check (id ~ '^imp_'),
  organisation_id text not null references organisation,
  rows integer not null check (rows >= 0),
  created integer not null check (created between 0 and rows),
  created_at timestamptz not null default now()
);
create index contact_import_newest on contact_import (organisation_id, id desc);
alter table contact_import enable row level security;
create policy contact_import_of_organisation on contact_import using (organisation_id = acting_organisation());
grant select, insert on contact_import to pronto_app;

-- Whom an organisation knows outside. A number may be of several: the one that was changed last names it, and of those
-- changed at the same moment the one with the greatest id.
create table contact (
  id text primary key check (id ~ '^con_'),
  organisation_id text not null references organisation,
  name text not null check (length(name) <= 200),
  company text not null check (length(company) <= 200),
  -- E.164, the main one first
  numbers text[] not null check (cardinality(numbers) between 1 and 20),
  -- manual: written down here; sync: kept as another system has it
  source text not null default 'manual' check (source in ('manual', 'sync')),
  -- what that system calls it
  external_id text check (length(external_id) between 1 and 500),
  -- null: it came alone
  import_id text references contact_import,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  check (name <> '' or company <> ''),
  check ((source = 'sync') = (external_id is not null)),
  unique (organisation_id, id)
);
create index contact_of_import on contact (import_id) where import_id is not null;
alter table contact enable row level security;
create policy contact_of_organisation on contact using (organisation_id = acting_organisation());
grant select, insert, update, delete on contact to pronto_app;

-- What a contact is found by: its numbers, and the words of its name and company in lower case without accents. Only
-- numbers begin with '+'.
create table contact_key (
  organisation_id text not null references organisation,
  contact_id text not null,
  key text collate "C" not null check (length(key) between 1 and 64),
  primary key (organisation_id, key, contact_id),
  foreign key (organisation_id, contact_id) references contact (organisation_id, id) on delete cascade
);
create index contact_key_of_contact on contact_key (contact_id);
alter table contact_key enable row level security;
create policy contact_key_of_organisation on contact_key using (organisation_id = acting_organisation());
grant select, insert, delete on contact_key to pronto_app;

-- Whoever keeps names in memory is told whose have changed: of a few contacts by their numbers, as 'org_… +33… +33…',
-- of many by the organisation alone. It runs before the keys are written, and is heard when all is committed.
create function tell_contacts(organisation text, numbers text) returns void language sql volatile
  return pg_notify('contact', case when length(numbers) < 4000 then organisation || ' ' || numbers
                                   else organisation end);
create function notify_contact() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform tell_contacts(organisation_id, string_agg(array_to_string(numbers, ' '), ' '))
      from is_now group by organisation_id;
  elsif tg_op = 'DELETE' then
    perform tell_contacts(organisation_id, string_agg(array_to_string(numbers, ' '), ' '))
      from was group by organisation_id;
  else
    perform tell_contacts(organisation_id, string_agg(array_to_string(numbers, ' '), ' '))
      from (select organisation_id, numbers from was union all
            select organisation_id, numbers from is_now) touched
     group by organisation_id;
  end if;
  return null;
end
$$;
create trigger contact_added after insert on contact referencing new table as is_now
  for each statement execute function notify_contact();
create trigger contact_changed after update on contact referencing old table as was new table as is_now
  for each statement execute function notify_contact();
create trigger contact_deleted after delete on contact referencing old table as was
  for each statement execute function notify_contact();

-- Who somebody is goes with the contact, and does not stay behind in the log.
create constraint trigger audit_added after insert on contact deferrable initially deferred
  for each row when (new.import_id is null)
  execute function audit_row('contact', 'id', 'name', 'company', 'numbers', 'external_id');
create constraint trigger audit after update or delete on contact deferrable initially deferred
  for each row execute function audit_row('contact', 'id', 'name', 'company', 'numbers', 'external_id');
create constraint trigger audit after insert on contact_import deferrable initially deferred
  for each row execute function audit_row('contact_import', 'id');
