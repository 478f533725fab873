-- Numbers at which a user is looked for while the devices ring, one after the other; read and written whole:
-- [{"number": "+33612345678", "after_seconds": 10, "ring_seconds": 25}, …]
alter table forwarding
  add find_me jsonb not null default '[]'
    check (jsonb_typeof(find_me) = 'array' and jsonb_array_length(find_me) <= 5);
