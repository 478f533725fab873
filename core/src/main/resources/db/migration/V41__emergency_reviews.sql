-- Each month once it is looked at what would become of calls for help from an organisation's devices.
create table emergency_review (
  organisation_id text not null references organisation,
  month date not null check (extract(day from month) = 1),
  primary key (organisation_id, month)
);
alter table emergency_review enable row level security;
create policy emergency_review_of_organisation on emergency_review
  using (organisation_id = acting_organisation());
create policy emergency_review_by_operator on emergency_review for select to pronto_operator
  using (acting_operator());
grant select, insert, delete on emergency_review to pronto_app;
