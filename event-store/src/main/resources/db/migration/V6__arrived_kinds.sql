-- The kinds of activity that ever arrived, so that a definition which needs another one can be warned of. What was recorded
-- before is looked through once.
create table arrived_kind (
  kind text primary key
);
insert into arrived_kind
  select distinct convert_from(payload, 'UTF8')::json ->> 'kind' from domain_event
  where payload_type = 'io.trailmark.sharedevents.ActivityRecorded';
