-- Text as API.md has it. Reads days, membership and customer (customer integer, name); leaves views days_csv and
-- intervals_csv (line, in order).
create or replace temp table segment_name as
select unnest(range(1, 9)) as segment, unnest(
  ['vip', 'high-value', 'regular', 'recent', 'at-risk', 'one-time', 'cart-abandoner', 'ghost']) as name;

create or replace temp view days_csv as
select name || ',' || (date '1970-01-01' + day::int) || ',' || size || ',' || entered || ',' || gone as line
from days join segment_name using (segment) order by segment, day;

create or replace temp view intervals_csv as
select s.name || ','
  || case when regexp_matches(c.name, '[",\r\n]') then '"' || replace(c.name, '"', '""') || '"' else c.name end || ','
  || strftime(make_timestamp_ms(since), '%Y-%m-%dT%H:%M:%S.%gZ') || ','
  || case when until < getvariable('end_ms') then strftime(make_timestamp_ms(until), '%Y-%m-%dT%H:%M:%S.%gZ') else '' end as line
from membership m join segment_name s using (segment) join customer c using (customer)
where until > getvariable('first_ms') order by segment, c.name, since;
