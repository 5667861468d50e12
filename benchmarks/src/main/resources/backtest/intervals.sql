-- The standard playbook over a history, as DESIGN.md means it: who was in which segment from when until when.
--
-- Reads  activity (customer integer, kind, ts bigint, amount bigint): milliseconds and minor units; faster if it lies by
--        kind, customer and ts. Variables first_ms and end_ms: the period's first midnight, and that after its last day.
-- Leaves membership (segment, customer, since, until): exact; those that end at first_ms or later; until exclusive,
--        and end_ms or later: still in at the period's end.
--
-- Everything goes from change to change. Only how many customers have each value is counted from midnight to midnight, and
-- net values by buckets of neighbours, so that a cut is looked for among few.

-- A day and what comes after everything, in milliseconds.
set variable day = 86400000::bigint;
set variable never = 9000000000000000;

-- Each order; the refunds with them where it is about value.
create or replace temp table placed as
select customer, ts, row_number() over w as orders, lead(ts, 1, getvariable('never')) over w as next
from activity where kind = 'order_placed' and ts < getvariable('end_ms')
window w as (partition by customer order by ts);

create or replace temp table net as
with purchase as (
  select customer, ts, case kind when 'order_placed' then amount else -amount end as amount
  from activity where kind in ('order_placed', 'order_refunded') and ts < getvariable('end_ms')),
valued as (
  -- Only the last of one instant has a duration.
  select customer, ts as since, lead(ts, 1, getvariable('never')) over w as until,
    (sum(amount) over (w rows unbounded preceding))::bigint as value
  from purchase window w as (partition by customer order by ts))
select *, case when value > 0 then least(floor(sqrt(sqrt(value)) * 16), 4000) end::smallint as bucket
from valued where since < until;

-- A survey at each midnight, from the first one after the first activity of all; number of the day since 1970.
create or replace temp table survey as
select unnest(range((select min(ts) from activity) // getvariable('day') + 1, getvariable('end_ms') // getvariable('day')))::bigint
  as day;

-- How many have a net value in each bucket or above, by survey.
create or replace temp table above as
with change as (
  select day, bucket, sum(n)::int as n from (
    select (since // getvariable('day') + 1)::bigint as day, bucket, 1 as n from net where value > 0
    union all
    select (until // getvariable('day') + 1)::bigint, bucket, -1 from net where value > 0 and until < getvariable('end_ms'))
  group by all),
held as (
  select day, bucket, coalesce(n, 0) as changed,
    (sum(coalesce(n, 0)) over (partition by bucket order by day))::int as n
  from survey cross join (select distinct bucket from net where value > 0) left join change using (day, bucket))
select day, bucket, n, (sum(n) over (partition by day order by bucket desc))::int as above from held;

create or replace temp table cut as
with population as (select day, max(above) as population from above group by day),
-- The bucket within which the share is exceeded; how many have more than all of it, and the bucket next to it.
around as (
  select day, percent, population * percent // 100 as most,
    max(bucket) filter (above > population * percent // 100) as bucket,
    coalesce(max(above) filter (above <= population * percent // 100), 0) as better,
    min(bucket) filter (above <= population * percent // 100) as higher
  from above join population using (day) cross join (values (10), (20)) as p (percent)
  where n > 0 group by day, percent, population),
-- Whoever is the first too many stays out, and all that have the same.
listed as (
  select day, percent, bucket, higher, list_reverse_sort(list(value)) as ranked, ranked[most - better + 1] as too_many,
    ranked[list_position(ranked, too_many) - 1] as value
  from around a join net n using (bucket)
  where n.since < day * getvariable('day') and n.until >= day * getvariable('day')
  group by day, percent, bucket, higher, most, better),
net_cut as (
  select day, percent, coalesce(l.value, min(n.value)) as value, case when l.value is null then higher else l.bucket end as bucket
  from listed l left join net n
    on l.value is null and n.bucket = l.higher and n.since < day * getvariable('day') and n.until >= day * getvariable('day')
  group by day, percent, l.value, higher, l.bucket),
order_change as (
  select day, orders, sum(n)::int as n from (
    select (ts // getvariable('day') + 1)::bigint as day, orders, 1 as n from placed where ts < next
    union all
    select (next // getvariable('day') + 1)::bigint, orders, -1 from placed where ts < next and next < getvariable('end_ms'))
  group by all),
order_held as (
  select day, orders, sum(coalesce(n, 0)) over (partition by orders order by day) as n
  from survey cross join (select distinct orders from placed) left join order_change using (day, orders)),
order_above as (
  select day, orders, n, sum(n) over (partition by day order by orders desc) as above, sum(n) over (partition by day) as population
  from order_held),
order_cut as (select day, min(orders) as value from order_above where n > 0 and above * 100 <= population * 10 group by day),
found as (
  select 'net' as measure, percent, day, value, bucket from net_cut
  union all select 'orders', 10, day, value, null from order_cut)
select measure, percent, day, coalesce(value, getvariable('never')) as value, coalesce(bucket, 4001) as bucket,
  lag(coalesce(value, getvariable('never')), 1, getvariable('never')) over w as before,
  lag(coalesce(bucket, 4001), 1, 4001) over w as bucket_before
from survey cross join (values ('net', 10), ('net', 20), ('orders', 10)) as m (measure, percent)
left join found using (measure, percent, day)
window w as (partition by measure, percent order by day);

-- Who is among the top: as values change, and as cuts pass them.
create or replace temp table top as
with point as (
  select measure, percent, customer, since as ts, n.value >= c.value as is_in
  from net n join cut c on c.measure = 'net' and c.day = since // getvariable('day')
  union all
  select measure, percent, customer, day * getvariable('day'), n.value >= c.value
  from (
    select *, unnest(range(least(bucket, bucket_before), greatest(bucket, bucket_before) + 1))::smallint as passed
    from cut where measure = 'net' and value <> before) c
  join net n on n.bucket = c.passed
  where n.value >= least(c.value, c.before) and n.value < greatest(c.value, c.before)
    and n.since < c.day * getvariable('day') and n.until > c.day * getvariable('day')
  union all
  select measure, percent, customer, ts, orders >= c.value
  from placed join cut c on c.measure = 'orders' and c.day = ts // getvariable('day') where ts < next
  union all
  select measure, percent, customer, day * getvariable('day'), orders >= c.value
  from cut c join placed n
    on n.orders >= least(c.value, c.before) and n.orders < greatest(c.value, c.before)
    and ts < c.day * getvariable('day') and next > c.day * getvariable('day')
  where c.measure = 'orders' and c.value <> c.before),
relevant as (
  select *, lag(is_in, 1, false) over (partition by measure, percent, customer order by ts) as was_in
  from point semi join (select measure, percent, customer from point where is_in) i using (measure, percent, customer)),
changed as (
  select *, lead(ts, 1, getvariable('never')) over (partition by measure, percent, customer order by ts) as until
  from relevant where is_in <> was_in)
select measure, percent, customer, ts as since, until from changed where is_in;

create or replace temp table at_risk as
with dormant as (
  select customer, ts as last, ts + 60 * getvariable('day') as since, least(next, ts + 120 * getvariable('day')) as until
  from placed
  where next > ts + 60 * getvariable('day') and ts + 60 * getvariable('day') < getvariable('end_ms')
    and least(next, ts + 120 * getvariable('day')) >= getvariable('first_ms')),
-- Each open or click counts for 30 days among the recent, then for 30 among those before.
counted as (
  select d.customer, d.since, d.until, unnest([
    {ts: a.ts, recent: 1, before: 0},
    {ts: a.ts + 30 * getvariable('day'), recent: -1, before: 1},
    {ts: a.ts + 60 * getvariable('day'), recent: 0, before: -1}], recursive := true)
  from dormant d join activity a on a.customer = d.customer and a.ts > d.last and a.ts < d.until
  where a.kind in ('message_opened', 'message_clicked')
    and a.ts > getvariable('first_ms') - 120 * getvariable('day') and a.ts < getvariable('end_ms')),
change as (
  select customer, since, until, greatest(ts, since) as ts, sum(recent)::int as recent, sum(before)::int as before
  from (select * from counted where ts < until union all select customer, since, until, since, 0, 0 from dormant)
  group by all),
state as (
  select customer, since, until, ts, sum(recent) over w as recents, sum(before) over w as befores,
    recents = 0 or recents * 100 <= befores * 70 as is_in
  from change window w as (partition by customer, since order by ts)),
turned as (select *, lag(is_in, 1, false) over (partition by customer, since order by ts) as was_in from state),
changed as (
  select customer, ts as since, is_in, lead(ts, 1, until) over (partition by customer, since order by ts) as until
  from turned where is_in <> was_in)
select customer, since, until from changed where is_in;

create or replace temp table ghost as
with blocked as (
  -- What follows within the time that something counts is of one piece with it; so is whatever is over before the period.
  select customer, min(ts) as since, max(ts) + 90 * getvariable('day') as until
  from activity where kind in ('message_opened', 'message_clicked') and ts < getvariable('end_ms')
  group by customer, greatest(-1, (ts - getvariable('first_ms') + 90 * getvariable('day')) // (90 * getvariable('day')))
  union all
  select customer, min(ts), max(ts) + 180 * getvariable('day')
  from placed
  group by customer, greatest(-1, (ts - getvariable('first_ms') + 180 * getvariable('day')) // (180 * getvariable('day')))
  union all
  select customer, min(ts), min(ts) + 180 * getvariable('day')
  from activity where kind <> 'message_sent' and ts < getvariable('end_ms') group by customer),
free as (
  select customer, max(until) over (w rows unbounded preceding) as since, lead(since, 1, getvariable('never')) over w as until
  from blocked window w as (partition by customer order by since))
select * from free where since < until;

create or replace temp table membership as
with vip as (
  select *, since > max(until) over (partition by customer order by since, until rows between unbounded preceding and 1 preceding)
    as is_new
  from top where percent = 10),
vip_part as (
  select *, count(*) filter (is_new or is_new is null)
    over (partition by customer order by since, until rows unbounded preceding) as part from vip),
bought as (
  select *, ts > lag(ts) over (partition by customer order by ts) + 60 * getvariable('day') as is_new from placed),
nth as (
  select customer, max(ts) filter (orders = 1) as first, max(ts) filter (orders = 2) as second, max(ts) filter (orders = 6) as sixth
  from placed where orders in (1, 2, 6) group by customer),
basket as (
  -- Of one instant, an order comes after.
  select customer, ts, is_order, lead(ts, 1, getvariable('never')) over (partition by customer order by ts, is_order) as next
  from (
    select customer, ts, true as is_order from placed
    union all select customer, ts, false from activity where kind = 'cart_item_added' and ts < getvariable('end_ms'))
  where ts >= getvariable('first_ms') - 7 * getvariable('day')),
found as (
  select 1 as segment, customer, min(since) as since, max(until) as until from vip_part group by customer, part
  union all select 2, customer, since, until from top where measure = 'net' and percent = 20
  union all select 3, customer, second, coalesce(sixth, getvariable('never')) from nth where second is not null
  union all select 4, customer, min(ts), max(ts) + 60 * getvariable('day') from (
    select customer, ts, count(*) filter (is_new) over (partition by customer order by ts rows unbounded preceding) as part
    from bought) group by customer, part
  union all select 5, customer, since, until from at_risk
  union all select 6, customer, first + 60 * getvariable('day'), coalesce(second, getvariable('never')) from nth
  union all select 7, customer, ts + 4 * 3600000, least(next, ts + 7 * getvariable('day')) from basket where not is_order
  union all select 8, customer, since, until from ghost)
select segment::tinyint as segment, customer, since, until
from found where since < until and since < getvariable('end_ms') and until >= getvariable('first_ms');
