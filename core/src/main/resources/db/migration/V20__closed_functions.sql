-- What a function does with its owner's rights, such as to find a password's hash by an address, is for the
-- application alone, and for nobody else who may sign in to the database.
do $$
declare
  f regprocedure;
begin
  for f in select oid from pg_proc where pronamespace = 'public'::regnamespace and prosecdef loop
    if has_function_privilege('public', f, 'execute') then
      execute format('grant execute on function %s to pronto_app', f);
      execute format('revoke execute on function %s from public', f);
    end if;
  end loop;
end
$$;

-- Whoever made an account for somebody may know more of it than its holder thinks: a link, a session. When the account
-- rises to another tier, none of that rises with it.
create function end_what_rests_on_less() returns trigger
  language plpgsql security definer set search_path = public as $$
declare
  tiers constant text[] := '{agent,supervisor,administrator,super_administrator}';
begin
  if array_position(tiers, new.role) > array_position(tiers, old.role) then
    delete from session where user_id = new.id;
    delete from sign_up where user_id = new.id;
    delete from password_reset where account_id = new.id;
    delete from mail where account_id = new.id;
  end if;
  return null;
end
$$;
revoke execute on function end_what_rests_on_less from public;
create trigger risen after update of role on user_account for each row execute function end_what_rests_on_less();
