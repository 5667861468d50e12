package io.trailmark.queryside.backtest;

import io.trailmark.queryside.QuerySide;
import io.trailmark.sharedevents.ActivityRecorded;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/**
 * A small shop of generated orders, and what a backtest of {@link #PLAYBOOK} must say of it,
 * computed the long way round: by asking at every instant at which an answer could change.
 */
final class Shop {
  static final String PLAYBOOK =
      """
      playbook: small
      zone: UTC
      currency: GBP
      segments:
        - id: best
          when: { top: 20%, of: { net: order_placed } }
        - id: recent
          when: { since-last: order_placed, less-than: 60d }
        - id: one-time
          when:
            all:
              - { count: order_placed, is: 1 }
              - { since-last: order_placed, at-least: 60d }
      """;

  private static final long DAY = 86_400_000;
  private static final LocalDate FIRST = LocalDate.of(2011, 1, 3);

  /** Orders by what the source calls the customer: amounts by instant. */
  private final TreeMap<String, TreeMap<Long, Long>> orders =
      new TreeMap<>(Comparator.comparing(Shop::utf8));

  private static String utf8(String text) {
    // The same order as that of UTF-8 bytes, for what is in the tests.
    return new String(
        text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  static Shop of(int customers, long seed) {
    System.out.println("Shop of seed " + seed);
    Random random = new Random(seed);
    Shop shop = new Shop();
    for (int c = 0; c < customers; c++) {
      // In another order than that of keys; one needs quotes, some are beyond ASCII.
      String name = c == 5 ? "five, \"the\" fifth" : c % 7 == 0 ? "é" + c : "c" + c;
      TreeMap<Long, Long> of = new TreeMap<>();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        long at = FIRST.toEpochDay() * DAY + random.nextLong(300 * DAY);
        of.put(c % 3 == 0 ? at - at % DAY : at, 100L * (1 + random.nextInt(50)));
      }
      shop.orders.put(name, of);
    }
    return shop;
  }

  void recordIn(QuerySide side) {
    orders.forEach(
        (name, of) -> {
          String key = side.key(name);
          of.forEach(
              (at, amount) ->
                  side.record(
                      new ActivityRecorded(
                          key,
                          "shop",
                          name + at,
                          "order_placed",
                          at,
                          amount,
                          null,
                          Map.of(),
                          false,
                          null)));
        });
  }

  private static long net(Map<Long, Long> of, LongPredicate when) {
    return of.entrySet().stream()
        .filter(order -> when.test(order.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** What the best had at least at the midnight at an instant or before; none: nobody is best. */
  private long cut(long at) {
    long midnight = at - at % DAY;
    List<Long> values =
        orders.values().stream()
            .map(of -> net(of, order -> order < midnight))
            .filter(value -> value > 0)
            .sorted(Comparator.reverseOrder())
            .toList();
    long cut = Long.MAX_VALUE;
    for (int i = 0; i < values.size(); i++) {
      boolean lastOfItsValue = i + 1 == values.size() || !values.get(i + 1).equals(values.get(i));
      if (lastOfItsValue && 100L * (i + 1) <= 20L * values.size()) {
        cut = values.get(i);
      }
    }
    return cut;
  }

  private boolean isIn(String segment, Map<Long, Long> of, long at) {
    long count = of.keySet().stream().filter(order -> order <= at).count();
    long last = of.keySet().stream().filter(order -> order <= at).mapToLong(o -> o).max().orElse(0);
    return count > 0
        && switch (segment) {
          case "best" -> net(of, order -> order <= at) >= cut(at);
          case "recent" -> at < last + 60 * DAY;
          default -> count == 1 && at >= last + 60 * DAY;
        };
  }

  private List<long[]> stays(String segment, Map<Long, Long> of, long end) {
    TreeSet<Long> instants = new TreeSet<>();
    of.keySet().forEach(at -> instants.addAll(List.of(at, at + 60 * DAY)));
    for (long day = FIRST.toEpochDay(); day * DAY <= end; day++) {
      instants.add(day * DAY);
    }
    List<long[]> stays = new ArrayList<>();
    boolean in = false;
    for (long at : instants.headSet(end, true)) {
      boolean now = isIn(segment, of, at);
      if (now && !in) {
        stays.add(new long[] {at, Long.MAX_VALUE});
      } else if (in && !now) {
        stays.getLast()[1] = at;
      }
      in = now;
    }
    return stays;
  }

  private static List<String> segments() {
    return List.of("best", "recent", "one-time");
  }

  private static long start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }

  String intervals(LocalDate from, LocalDate to) {
    StringBuilder csv = new StringBuilder("segment,customer,from,to\n");
    for (String segment : segments()) {
      orders.forEach(
          (name, of) -> {
            for (long[] stay : stays(segment, of, start(to.plusDays(1)) - 1)) {
              if (stay[1] > start(from)) {
                csv.append(segment)
                    .append(',')
                    .append(name.contains(",") ? '"' + name.replace("\"", "\"\"") + '"' : name)
                    .append(',')
                    .append(text(stay[0]))
                    .append(',')
                    .append(stay[1] == Long.MAX_VALUE ? "" : text(stay[1]))
                    .append('\n');
              }
            }
          });
    }
    return csv.toString();
  }

  private static String text(long at) {
    String text = Instant.ofEpochMilli(at).toString();
    return text.length() == 20 ? text.replace("Z", ".000Z") : text;
  }

  String days(LocalDate from, LocalDate to) {
    return "segment,date,size,entered,left\n"
        + segments().stream()
            .flatMap(s -> from.datesUntil(to.plusDays(1)).map(day -> day(s, day)))
            .collect(Collectors.joining());
  }

  private String day(String segment, LocalDate day) {
    int size = 0;
    int entered = 0;
    int left = 0;
    for (Map<Long, Long> of : orders.values()) {
      boolean before = isIn(segment, of, start(day) - 1);
      boolean after = isIn(segment, of, start(day.plusDays(1)) - 1);
      size += after ? 1 : 0;
      entered += after && !before ? 1 : 0;
      left += before && !after ? 1 : 0;
    }
    return "%s,%s,%d,%d,%d\n".formatted(segment, day, size, entered, left);
  }
}
