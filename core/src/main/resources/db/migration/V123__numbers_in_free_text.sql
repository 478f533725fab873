-- What people write down in their own words has numbers as people write them: with blanks, points, hyphens, slashes or
-- brackets between the digits, "+33 (0)6 12.34.56.78". Records of calls have them in one piece and go on being indexed so
-- (persons_in); of what is written there is little, and it is read through.

-- Finds somebody in a free text, without regard to case: a regular expression of all ways to write these numbers and
-- addresses, each where it is whole; null of none.
create function ways_to_write(terms text[]) returns text language sql immutable parallel safe
begin atomic
  select string_agg(
    case when strpos(one, '@') > 0
      then '(?<![A-Za-z0-9._%+''-])' || regexp_replace(one, '([^[:alnum:][:space:]])', '\\\1', 'g') || '(?!\.?[A-Za-z0-9-])'
      else '(?<![0-9A-Za-z_])'
        || array_to_string(
             array(select case c when '+' then '\+' else c end
                     from unnest(string_to_array(one, null)) with ordinality x(c, o) order by o),
             -- abroad one leaves out the zero that is in the brackets
             case when one ~ '^0[^0]' then gap else '(?:' || gap || '(?:\(0\))?' || gap || ')' end)
        || '(?![0-9A-Za-z_])' end, '|')
    from unnest(terms) one, (values ('[[:space:]\u00A0\u2007\u2009\u202F./()\u2010-\u2015-]{0,3}')) between_digits(gap)
   where one ~ '^\+?[0-9]+$' or strpos(one, '@') > 0;
end;

-- In the places of what people have written, whatever others there are.
do $$
declare
  was text;
begin
  was := pg_get_functiondef('subject_places()'::regprocedure);
  if strpos(was, 'or persons_in(reason) && $2)') = 0
     or strpos(was, 'persons_in(note || '''' '''' || reason) && $2') = 0
     or strpos(was, 'persons_in(skipped::text || '''' '''' || coalesce(error, '''''''')) && $2') = 0 then
    raise exception 'what people have written is sought by other means than were known';
  end if;
  was := replace(was, 'persons_in(reason) && $2', 'reason ~* ways_to_write($2)');
  was := replace(was, 'persons_in(note || '''' '''' || reason) && $2', 'concat(note, '''' '''', reason) ~* ways_to_write($2)');
  was := replace(was, 'persons_in(skipped::text || '''' '''' || coalesce(error, '''''''')) && $2',
                 'concat(skipped, '''' '''', error) ~* ways_to_write($2)');
  execute was;

  was := pg_get_functiondef('erase_settings(text[], text)'::regprocedure);
  if strpos(was, 'persons_in(l.reason) && terms') = 0
     or strpos(was, 'persons_in(r.note || '' '' || r.reason) && terms') = 0
     or strpos(was, 'persons_in(r.skipped::text || '' '' || coalesce(r.error, '''')) && terms') = 0 then
    raise exception 'what people have written is erased by other means than were known';
  end if;
  was := replace(was, 'persons_in(l.reason) && terms', 'l.reason ~* ways_to_write(terms)');
  was := replace(was, 'persons_in(r.note || '' '' || r.reason) && terms', 'concat(r.note, '' '', r.reason) ~* ways_to_write(terms)');
  was := replace(was, 'persons_in(r.skipped::text || '' '' || coalesce(r.error, '''')) && terms',
                 'concat(r.skipped, '' '', r.error) ~* ways_to_write(terms)');
  execute was;
end
$$;
