-- What was deleted by hand has its certificate, and what a certificate says is gone does not come back by a restore.

-- Erases, while a backup is restored and never else, what a certificate says or somebody had deleted by hand; recordings
-- are their store's, which has their files deleted too. Returns how much was there.
create or replace function erase_again(what text, of_chain text, objects text[], keys text[], since timestamptz,
                            until timestamptz, at timestamptz) returns bigint
  language plpgsql security definer set search_path = public as $$
declare
  gone bigint;
begin
  if not restoring() then
    raise exception 'nothing is being restored';
  end if;
  case what
    when 'transcript' then
      delete from transcript where organisation_id = of_chain and id = any(objects);
    when 'contact' then
      delete from contact where organisation_id = of_chain and id = any(objects);
    when 'listed_caller' then
      delete from listed_caller where organisation_id = of_chain and id = any(objects);
    when 'user' then
      -- but for one by whom the organisation gets in when single sign-on fails, as it was when the backup was made
      delete from user_account u
       where u.organisation_id = of_chain and u.id = any(objects)
         and not exists (select from identity_provider p
                          where p.organisation_id = u.organisation_id and p.break_glass_user_id = u.id);
    when 'call_detail_record' then
      -- by their ids, or, where a month was dropped as a whole, by their time
      delete from cdr c
       where coalesce(c.organisation_id, 'operator') = of_chain and c.started_at >= since and c.started_at < until
         and (c.id = any(objects) or objects[1] not like 'call\_%');
    when 'month_key' then
      update month_key k set sealed = null, destroyed_at = at
       where k.organisation_id = of_chain and k.id = any(keys) and k.sealed is not null;
    else
      raise exception '% is not erased so', what;
  end case;
  get diagnostics gone = row_count;
  return gone;
end
$$;
