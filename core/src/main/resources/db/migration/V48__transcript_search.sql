-- Transcripts are found by any form of a word of their language, and by what was typed without its accents.
create function plain_letters(text text) returns text language sql immutable strict parallel safe
return translate(lower(text), 'àâäáãåçéèêëíìîïñóòôöõúùûüýÿœæ’', 'aaaaaaceeeeiiiinooooouuuuyyoa''');

create function transcript_document(language text, text text) returns tsvector
  language sql immutable strict parallel safe
return case language
    when 'fr' then to_tsvector('french', text)
    when 'it' then to_tsvector('italian', text)
    when 'en' then to_tsvector('english', text)
    else ''::tsvector
  end || to_tsvector('simple', plain_letters(text));

create function transcript_query(language text, wanted text) returns tsquery
  language sql immutable strict parallel safe
return case language
    when 'fr' then websearch_to_tsquery('french', wanted)
    when 'it' then websearch_to_tsquery('italian', wanted)
    when 'en' then websearch_to_tsquery('english', wanted)
    else ''::tsquery
  end || websearch_to_tsquery('simple', plain_letters(wanted));

drop index transcript_document;
alter table transcript drop column document;
alter table transcript
  add column document tsvector not null generated always as (transcript_document(language, text)) stored;
create index transcript_document on transcript using gin (document);
