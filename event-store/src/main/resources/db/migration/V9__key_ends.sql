-- A source may have several keys, and a key an end, so that one takes over from another. One that has ended stays: the
-- configuration that first named it must not bring it back.
alter table write_key add column id bigint generated always as identity unique;
alter table write_key add column created_at timestamptz not null default now();
alter table write_key add column ends_at timestamptz;
