-- Messages whose customers could not decide about them, with the class of the failure.
create table parked_message (
  run       text not null,
  step      integer not null,
  customer  text collate "C" not null,
  problem   text not null,
  parked_at bigint not null,
  primary key (run, step)
);

-- Customers remember when unreviewed history came, not only that it did: snapshots are made anew from the events.
delete from snapshot;
