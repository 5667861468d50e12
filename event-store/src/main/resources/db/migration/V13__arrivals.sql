-- What arrived on a day (UTC, business time) and was not recorded: duplicates, and rejected activities by the field that was wrong.
create table arrival (
  day     text collate "C" not null,
  source  text not null,
  outcome text not null,
  field   text not null,
  count   bigint not null,
  primary key (day, source, outcome, field)
);
