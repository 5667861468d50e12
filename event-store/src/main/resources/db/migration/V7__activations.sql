-- Under which activation of a playbook, counted from 1 over all of them, a customer was last decided with everything that
-- surveys rank by; 0: none that is known of.
alter table customer add column activation integer not null default 0;

-- How far each activation is. transaction_mark: no transaction with this id or a later one decides under what was active before.
-- reached: the last customer looked at in this pass; pass_from: looked_at when the pass began.
create table activation (
  number           integer primary key,
  version          integer not null,
  state            text not null,
  transaction_mark bigint not null,
  reached          text collate "C" not null default '',
  pass_from        bigint not null default 0,
  customers        bigint not null,
  looked_at        bigint not null default 0,
  to_change        bigint not null default 0,
  changed          bigint not null default 0,
  failed           bigint not null default 0,
  started_at       bigint not null,
  done_at          bigint
);
