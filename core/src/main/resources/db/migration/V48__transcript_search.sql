-- Transcripts are found by any form of a word of their language, and by what was typed without its accents.
create function plain_letters(text text) returns text language sql immutable strict parallel safe
return translate(replace(replace(lower(text), 'œ', 'oe'), 'æ', 'ae'),
  'àâäáãåçéèêëíìîïñóòôöõúùûüýÿ’', 'aaaaaaceeeeiiiinooooouuuuyy''');

-- Of each word what its forms have in common, as it is written and without its accents.
create function transcript_document(language text, text text) returns tsvector
  language sql immutable strict parallel safe
return case language
    when 'fr' then to_tsvector('french', text) || to_tsvector('french', plain_letters(text))
    when 'it' then to_tsvector('italian', text) || to_tsvector('italian', plain_letters(text))
    when 'en' then to_tsvector('english', text) || to_tsvector('english', plain_letters(text))
    else to_tsvector('simple', plain_letters(text))
  end;

-- What is excluded is so however it is written; anything else is found either way.
create function either_way(wanted text, written tsquery, plain tsquery) returns tsquery
  language sql immutable strict parallel safe
return case when wanted ~ '(^|\s)-\S' then written && plain else written || plain end;

create function transcript_query(language text, wanted text) returns tsquery
  language sql immutable strict parallel safe
return case language
    when 'fr' then either_way(wanted, websearch_to_tsquery('french', wanted),
                              websearch_to_tsquery('french', plain_letters(wanted)))
    when 'it' then either_way(wanted, websearch_to_tsquery('italian', wanted),
                              websearch_to_tsquery('italian', plain_letters(wanted)))
    when 'en' then either_way(wanted, websearch_to_tsquery('english', wanted),
                              websearch_to_tsquery('english', plain_letters(wanted)))
    else websearch_to_tsquery('simple', plain_letters(wanted))
  end;

drop index transcript_document;
alter table transcript drop column document;
alter table transcript
  add column document tsvector not null generated always as (transcript_document(language, text)) stored;
create index transcript_document on transcript using gin (document);
