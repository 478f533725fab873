alter function restoring() parallel safe;

-- While a backup is restored no hold keeps what was erased after it: whatever stood in the way was lifted by then.
create or replace function legal_holds_about(of_organisation text, of_call text, numbers text[], users text[],
                                             of_time timestamptz)
  returns table (hold_id text, in_force boolean)
  language sql stable parallel safe
begin atomic
  select h.id, h.confirmed_at is not null and h.lifted_at is null and not restoring()
    from legal_hold h
   where h.organisation_id = of_organisation
     and (is_about(h, numbers, users, of_time)
          or of_call is not null
             and exists (select from cdr c
                          where c.id = of_call and c.organisation_id = of_organisation
                            and is_about(h, numbers_of_call(c.caller_number, c.called_number, c.diversions),
                                         array[c.caller_user_id, c.called_user_id], c.started_at)));
end;
