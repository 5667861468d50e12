-- What makes everybody to be decided anew is more than activations: predictions that are fitted anew do so as well. Both are
-- counted together.
alter table customer rename column activation to revision;
alter table activation rename to revision;
