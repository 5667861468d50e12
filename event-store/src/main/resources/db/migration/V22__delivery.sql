-- What is to go out, by destination: messages of sequences, and what webhooks are told. Only keys: who it goes to and what it says
-- is looked up when it goes.
-- item: what it is, once for each destination. awaits: business time before which it does not go, null: none. ready_machine: machine
-- time before which nobody takes it: whoever has taken it moves it ahead as long as they work on it. fact: what a webhook is told.
create table delivery (
  id            bigint generated always as identity primary key,
  destination   text not null,
  item          text collate "C" not null,
  customer      text collate "C" not null,
  sequence      text,
  run           text collate "C",
  step          integer,
  channel       text,
  template      text,
  fact          text,
  intended_at   bigint not null,
  awaits        bigint,
  ready_machine bigint not null,
  first_machine bigint not null,
  attempts      integer not null default 0,
  parked        boolean not null default false,
  problem       text,
  unique (destination, item)
);
create index delivery_ready on delivery (destination, ready_machine, id) where awaits is null and not parked;
create index delivery_awaits on delivery (awaits) where awaits is not null;
create index delivery_customer on delivery (customer, id);
create index delivery_parked on delivery (id) where parked;

-- Messages that were parked before there was a queue wait in it now.
insert into delivery (destination, item, customer, sequence, run, step, channel, template, intended_at, ready_machine,
                      first_machine, parked, problem)
  select m.payload ->> 'channel', p.run || '/' || p.step, p.customer, m.payload ->> 'sequence', p.run, p.step,
         m.payload ->> 'channel', m.payload ->> 'template', (m.payload ->> 'at')::bigint, 0, 0, true, p.problem
  from parked_message p
  join lateral (
    select convert_from(e.payload, 'UTF8')::json as payload from domain_event e
    where e.aggregate = p.customer and e.payload_type = 'io.trailmark.sharedevents.MessageIntended'
  ) m on m.payload ->> 'run' = p.run and (m.payload ->> 'step')::integer = p.step
  on conflict do nothing;
drop table parked_message;

-- What the outbox shows: composed messages, personal, erased with the person. test: sent to try a template out.
create table outbox (
  id       bigint generated always as identity primary key,
  customer text collate "C" not null,
  sequence text,
  run      text,
  step     integer,
  channel  text not null,
  template text not null,
  address  text,
  subject  text not null,
  body     text not null,
  html     text,
  test     boolean not null default false,
  at       bigint not null
);
create index outbox_customer on outbox (customer, id);

-- What does not go: everything, a sequence or a run; one row for each.
create table pause (
  id       bigint generated always as identity primary key,
  sequence text,
  run      text,
  because  text,
  since    bigint not null,
  unique nulls not distinct (sequence, run)
);

-- Whose deadline it is, so that a pause can hold it.
alter table deadline add column sequence text, add column run text collate "C";
update deadline set run = convert_from(payload, 'UTF8')::json ->> 'run';
update deadline set sequence = split_part(run, '/', 2) where run is not null;
