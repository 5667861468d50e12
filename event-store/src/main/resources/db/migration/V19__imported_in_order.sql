-- In order of keys, as they are reviewed: without it each page passed over all who were reviewed before.
create index customer_imported on customer (import_id, customer) where import_id is not null;
drop index customer_import;
