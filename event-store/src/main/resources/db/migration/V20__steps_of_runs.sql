-- Customers know more of their runs and messages: by which key a run is told apart, when its step is due, by which way a
-- message goes. Snapshots are made anew from the events.
delete from snapshot;
