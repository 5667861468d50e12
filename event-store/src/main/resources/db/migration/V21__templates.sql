-- Templates of messages that a user wrote, in place of those that are shipped.
create table template (
  name       text collate "C" primary key,
  text       text not null,
  changed_at bigint not null
);
