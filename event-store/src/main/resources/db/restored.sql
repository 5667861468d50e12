-- What rows say that holds only where they were written: run once after all rows were restored.

-- Transaction ids are the other PostgreSQL's: a mark of there could lie ahead of this one's for ever. Nothing that decided under
-- what was active before can still be running here.
update revision set transaction_mark = 0;

-- Nodes of there hold nothing here, and no longer drive the clock.
update token_entry set owner = null;
update business_clock set heartbeat_machine = 0;
