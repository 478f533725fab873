-- Which tier people have by the groups that the organisation's identity provider puts them in.
create table group_role (
  organisation_id text not null references organisation,
  -- as the provider calls it in its tokens or by SCIM
  group_name text not null check (length(group_name) between 1 and 256),
  role text not null check (role in ('super_administrator', 'administrator', 'supervisor', 'agent')),
  primary key (organisation_id, group_name)
);
alter table group_role enable row level security;
create policy group_role_of_organisation on group_role using (organisation_id = acting_organisation());
grant select, insert, update, delete on group_role to pronto_app;
create constraint trigger audit after insert or update or delete on group_role deferrable initially deferred
  for each row execute function audit_row('group_role', 'group_name');
