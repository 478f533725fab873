-- What the rules found about a call, so that it can be explained as long as its record is kept. It is asked for call by
-- call, and must not make the lists slower: where a row is too long for its page, this is what leaves it.
alter table cdr add column trace json not null default '[]';
alter table cdr alter column trace set storage external;
alter table cdr alter column legs set storage main;

create or replace function open_cdr_month(day date) returns boolean
  language plpgsql security definer set search_path = public as $$
declare
  first date := date_trunc('month', day)::date;
  since timestamptz := first::timestamp at time zone 'UTC';
  until timestamptz := (first + interval '1 month') at time zone 'UTC';
  part text := 'cdr_' || to_char(first, 'YYYY_MM');
  written text;
begin
  perform pg_advisory_xact_lock(hashtext('open_cdr_month'));
  if to_regclass(part) is not null then
    return false;
  end if;
  lock table cdr in access exclusive mode;
  select string_agg(quote_ident(attname), ', ') into written from pg_attribute
   where attrelid = 'cdr'::regclass and attnum > 0 and not attisdropped and attgenerated = '';
  execute format('create table %I (like cdr including generated including constraints including storage)', part);
  execute format('alter table %I enable row level security', part);
  execute format(
    'with moved as (delete from cdr_default where started_at >= %L and started_at < %L returning *)
       insert into %I (%s) select %s from moved', since, until, part, written, written);
  execute format('alter table cdr attach partition %I for values from (%L) to (%L)', part, since, until);
  return true;
end
$$;
