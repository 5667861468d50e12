-- The days of the standard playbook as one writes it first: every customer on every day, what they have by the day's end.
-- At the ends of days, whatever counts for whole days can be counted day by day.
--
-- Reads  activity and variables, as intervals.sql does. Leaves days (segment, day, size, entered, gone).
set variable day = 86400000::bigint;
set variable first_day = getvariable('first_ms') // 86400000;
set variable end_day = getvariable('end_ms') // 86400000;

create or replace temp table days as
with daily as (
  -- What lies further back than anything asks about goes together.
  select customer, greatest(ts // getvariable('day'), getvariable('first_day') - 182)::int as day,
    sum(case kind when 'order_placed' then amount when 'order_refunded' then -amount end)::bigint as value,
    count(*) filter (kind = 'order_placed')::int as orders,
    count(*) filter (kind in ('message_opened', 'message_clicked'))::int as mails,
    max(ts) filter (kind = 'order_placed') as last_order,
    max(ts) filter (kind = 'cart_item_added') as last_cart,
    min(ts) filter (kind <> 'message_sent') as first
  from activity where ts < getvariable('end_ms') group by all),
grid as (
  select c.customer, d.day, value, orders, mails, last_order, last_cart, first
  from (select distinct customer from daily) c
  cross join (select unnest(range(getvariable('first_day') - 182, getvariable('end_day')))::int as day) d
  left join daily using (customer, day)),
state as (
  select customer, day, (day + 1)::bigint * getvariable('day') - 1 as now_ms,
    coalesce(sum(value) over so_far, 0)::bigint as net, coalesce(sum(orders) over so_far, 0)::int as orders,
    max(last_order) over so_far as last_order, max(last_cart) over so_far as last_cart, min(first) over so_far as first,
    coalesce(sum(orders) over (w rows 179 preceding), 0)::int as orders_180,
    coalesce(sum(mails) over (w rows 29 preceding), 0)::int as recent,
    coalesce(sum(mails) over (w rows between 59 preceding and 30 preceding), 0)::int as before,
    coalesce(sum(mails) over (w rows 89 preceding), 0)::int as mails_90
  from grid window w as (partition by customer order by day), so_far as (w rows unbounded preceding)),
asked as (select * from state where day >= getvariable('first_day') - 2),
-- A survey sees what the day before left, and none is taken before the first activity of all.
population as (select day + 1 as day, net, orders, count(*) as n from asked where day >= (select min(ts) from activity) // getvariable('day') group by all),
net_above as (
  select day, net, sum(sum(n)) over (partition by day order by net desc) as above, sum(sum(n)) over (partition by day) as everybody
  from population where net > 0 group by day, net),
order_above as (
  select day, orders, sum(sum(n)) over (partition by day order by orders desc) as above, sum(sum(n)) over (partition by day) as everybody
  from population where orders > 0 group by day, orders),
net_cut as (
  select day, min(net) filter (above * 100 <= 10 * everybody) as net_10, min(net) filter (above * 100 <= 20 * everybody) as net_20
  from net_above group by day),
order_cut as (select day, min(orders) filter (above * 100 <= 10 * everybody) as orders_10 from order_above group by day),
member as (
  select customer, day,
    coalesce(net >= net_10, false) or coalesce(a.orders >= orders_10, false) as s1,
    coalesce(net >= net_20, false) as s2,
    a.orders between 2 and 5 as s3,
    coalesce(now_ms < last_order + 60 * getvariable('day'), false) as s4,
    coalesce(now_ms >= last_order + 60 * getvariable('day') and now_ms < last_order + 120 * getvariable('day'), false)
      and (recent = 0 or recent * 100 <= before * 70) as s5,
    a.orders = 1 and now_ms >= last_order + 60 * getvariable('day') as s6,
    coalesce(now_ms >= last_cart + 4 * 3600000 and now_ms < last_cart + 7 * getvariable('day'), false)
      and (last_order is null or last_order < last_cart) as s7,
    mails_90 = 0 and orders_180 = 0 and coalesce(now_ms >= first + 180 * getvariable('day'), false) as s8
  from asked a left join net_cut using (day) left join order_cut using (day)
  where day >= getvariable('first_day') - 1),
packed as (
  select customer, day, s1::int + 2 * s2::int + 4 * s3::int + 8 * s4::int + 16 * s5::int + 32 * s6::int + 64 * s7::int + 128 * s8::int as now
  from member),
moved as (
  select n.day, n.now, b.now as before from packed n join packed b on b.customer = n.customer and b.day = n.day - 1),
counted as (select day, now, before, count(*) as n from moved group by all),
grid_days as (
  select segment, day from range(1, 9) as s (segment)
  cross join range(getvariable('first_day'), getvariable('end_day')) as d (day))
select segment, g.day,
  coalesce(sum(n) filter ((now >> (segment - 1)) & 1 = 1), 0)::int as size,
  coalesce(sum(n) filter ((now >> (segment - 1)) & 1 = 1 and (before >> (segment - 1)) & 1 = 0), 0)::int as entered,
  coalesce(sum(n) filter ((now >> (segment - 1)) & 1 = 0 and (before >> (segment - 1)) & 1 = 1), 0)::int as gone
from grid_days g left join counted c using (day) group by segment, g.day;
