-- Sagas of runs hold nothing but which run each is of: one row and one look-up instead of two.
create table waiting_run (
  saga text collate "C" primary key,
  run  text collate "C" not null unique
);
insert into waiting_run (saga, run)
  select saga_id, association_value from association_value_entry where association_key = 'run' on conflict do nothing;
drop table association_value_entry;
drop table saga_entry;

-- A run that ends takes its deadline with it.
create index deadline_scope on deadline using hash (scope);
