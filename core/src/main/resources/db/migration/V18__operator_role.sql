-- Transactions of the operator's realm run as a role of their own. Where two policies may admit a row, PostgreSQL
-- cannot find an organisation's rows in the order of an index: it reads all of them and sorts, for every page. With
-- the operator's policy bound to the operator's role, an organisation's transaction has one.
do $$
begin
  if not exists (select from pg_roles where rolname = 'pronto_operator') then
    create role pronto_operator nologin;
  end if;
end
$$;
grant pronto_operator to current_user;
grant pronto_app to pronto_operator;
alter policy cdr_of_nobody on cdr to pronto_operator;
alter policy audit_event_by_operator on audit_event to pronto_operator;
