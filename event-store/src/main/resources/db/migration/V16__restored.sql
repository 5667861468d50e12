-- The restores that this installation went through. at: machine time; backup_at: business time that the backup had reached;
-- sent_until: what was due up to this instant of business time may have been sent by the server that was backed up.
create table restored (
  at         bigint primary key,
  backup_at  bigint not null,
  sent_until bigint not null
);
