-- A rate may be for the short codes of a country, as they are dialled there: FR:3179, or FR:118 for all that begin so.
alter table rate drop constraint rate_prefix_check;
alter table rate add constraint rate_prefix_check
  check (prefix ~ '^([1-9][0-9]{0,14}|[A-Z]{2}:[0-9]{1,6})$');
