-- Customers remember that they were erased: snapshots are made anew from the events.
delete from snapshot;
