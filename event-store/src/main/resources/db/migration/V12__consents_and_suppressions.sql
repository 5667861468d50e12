-- What a person agreed to and took back, as it was said; the latest counts. Goes with the person.
create table consent (
  customer text collate "C" not null,
  purpose  text not null,
  channel  text not null,
  at       bigint not null,
  given    boolean not null,
  source   text not null,
  primary key (customer, purpose, channel, at)
);

-- Addresses that nothing is sent to, as keyed hashes: they outlive the person's erasure.
create table suppression (
  hash   bytea primary key,
  reason text not null,
  since  bigint not null
);
