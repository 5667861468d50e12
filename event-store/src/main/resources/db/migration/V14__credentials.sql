-- A write key is a credential whose only scope is ingest: tokens are kept and trusted as write keys are.
alter table write_key rename to credential;
alter table credential rename column source to name;
alter table credential add column scopes text[] not null default '{ingest}';
-- Web pages of which origins (https://shop.example) may show it from a browser.
alter table credential add column origins text[] not null default '{}';
