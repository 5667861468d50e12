-- Mail vendors tell of a recipient by the address.
create index contact_email on contact (lower(email));

-- Whose order it was that a shop's webhook told of, by a keyed hash of its id: a refund names the order only.
create table webhook_order (
  source   text not null,
  hash     text not null,
  customer text collate "C" not null,
  primary key (source, hash)
);
