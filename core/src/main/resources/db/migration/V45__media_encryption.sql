-- Whether the sound between us and a device or trunk is encrypted.
alter table device
  add column media_encryption text not null default 'optional'
    check (media_encryption in ('off', 'optional', 'required'));
alter table trunk
  add column media_encryption text not null default 'optional'
    check (media_encryption in ('off', 'optional', 'required'));
