-- Whose deadlines failed: few, and asked for whenever steps of their customers are taken.
create index deadline_failed on deadline (split_part(run, '/', 1)) where attempts > 0;
