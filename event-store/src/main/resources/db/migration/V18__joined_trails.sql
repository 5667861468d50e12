-- A customer that turned out to be another: what its source id stands for now. Never points at one that is joined itself.
alter table identity add column joined_into text collate "C";
create index identity_joined on identity (joined_into) where joined_into is not null;
-- Customers remember that they were joined: snapshots are made anew from the events.
delete from snapshot;
create index webhook_order_customer on webhook_order (customer);
