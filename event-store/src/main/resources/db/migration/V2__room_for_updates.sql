-- Room in each page, so that a row that changes stays in its page and its indexes need no new entry.
alter table customer set (fillfactor = 70);
alter table ranking set (fillfactor = 80);
