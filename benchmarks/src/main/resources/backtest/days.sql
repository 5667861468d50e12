-- From exact membership to the days of the period.
--
-- Reads  membership, as intervals.sql leaves it.
-- Leaves days (segment, day, size, entered, gone): who is in at each day's end, how many of them were not at the end of
--        the day before, and how many the reverse; every segment and day, numbered from 1970.
create or replace temp table days as
with turn as (
  -- At the end of which day somebody is in for the first time, and at which no more; whoever is back by then has not left.
  select who % 8 + 1 as segment, day, sum(n)::tinyint as n from (
    select customer * 8 + segment - 1 as who,
      greatest(since // getvariable('day'), getvariable('first_ms') // getvariable('day') - 1)::int as day, 1::tinyint as n
    from membership where since // getvariable('day') < until // getvariable('day')
    union all
    select customer * 8 + segment - 1, (until // getvariable('day'))::int, -1
    from membership where since // getvariable('day') < until // getvariable('day') and until < getvariable('end_ms'))
  group by who, day having sum(n) <> 0),
counted as (
  select segment, day, count(*) filter (n > 0) as entered, count(*) filter (n < 0) as gone from turn group by segment, day),
grid as (
  select segment, day from range(1, 9) as s (segment) cross join
    range(getvariable('first_ms') // getvariable('day') - 1, getvariable('end_ms') // getvariable('day')) as d (day)),
summed as (
  select segment, day, sum(coalesce(entered, 0) - coalesce(gone, 0)) over (partition by segment order by day) as size,
    coalesce(entered, 0) as entered, coalesce(gone, 0) as gone
  from grid left join counted using (segment, day))
select segment, day, size::int as size, entered::int as entered, gone::int as gone
from summed where day >= getvariable('first_ms') // getvariable('day');
