package io.trailmark.benchmarks.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** What customers do in a stretch of time, the same for the same seed. */
final class Behaviour {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  /** Half hours, none, and clocks that are set on different days. */
  private static final String[] ZONES = {
    "Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC", ""
  };

  private final long seed;
  private final long from;
  private final long to;
  private final List<Action> actions = new ArrayList<>();
  private int made;

  private Behaviour(long seed, long from, long to) {
    this.seed = seed;
    this.from = from;
    this.to = to;
  }

  /** One thing that happens, in the order in which those of one instant reach the server. */
  sealed interface Action {
    long at();

    int customer();

    /** A contact with a zone, empty: none. */
    record Contact(long at, int customer, String zone) implements Action {}

    /** An activity in the format of the API, without id, customer and instant. */
    record Activity(long at, int customer, String id, String kind, Map<String, String> properties)
        implements Action {
      String json() {
        List<String> written = new ArrayList<>();
        properties.forEach((name, value) -> written.add("\"" + name + "\":\"" + value + "\""));
        return """
        {"messageId":"%s","customerId":"%s","kind":"%s","occurredAt":"%s","properties":{%s}}\
        """
            .formatted(
                id, source(customer), kind, Instant.ofEpochMilli(at), String.join(",", written));
      }
    }

    /** Says whether mail is welcome. */
    record Consent(long at, int customer, boolean given) implements Action {}

    record Erasure(long at, int customer) implements Action {}
  }

  /** What the shop calls a customer. */
  static String source(int customer) {
    return "simulated-" + customer;
  }

  /** The key that a customer has in every run. */
  static String key(int customer) {
    return "c%019d".formatted(customer);
  }

  /**
   * What {@code customers} do.
   *
   * @param from exclusive, milliseconds
   * @param to exclusive
   */
  static List<Action> of(int customers, long from, long to, long seed) {
    Behaviour behaviour = new Behaviour(seed, from, to);
    for (int c = 0; c < customers; c++) {
      behaviour.add(c);
    }
    behaviour.actions.sort(
        Comparator.comparingLong(Action::at)
            .thenComparingInt(Action::customer)
            .thenComparing(a -> a.getClass().getSimpleName())
            .thenComparing(Object::toString));
    return behaviour.actions;
  }

  private void add(int c) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + c);
    long first = from + MINUTE + random.nextLong(Math.max(1, (to - from) / 3) / MINUTE) * MINUTE;
    long end = random.nextInt(12) == 0 ? instant(random, first) : to;
    actions.add(new Action.Contact(first, c, ZONES[random.nextInt(ZONES.length)]));
    if (random.nextInt(4) == 0) {
      actions.add(
          new Action.Contact(
              Math.max(first, instant(random, first)), c, ZONES[random.nextInt(ZONES.length)]));
    }
    if (random.nextInt(3) > 0) {
      birthday(random, c, first);
    }
    shop(random, c, first, end);
    if (random.nextInt(6) == 0) {
      long off = instant(random, first);
      actions.add(new Action.Consent(off, c, false));
      if (random.nextBoolean()) {
        actions.add(new Action.Consent(off + 10 * DAY, c, true));
      }
    }
    actions.removeIf(a -> a.customer() == c && a.at() >= Math.min(end, to));
    if (end < to) {
      actions.add(new Action.Erasure(end, c));
    }
  }

  private long instant(SplittableRandom random, long after) {
    return after + random.nextLong(Math.max(1, (to - after) / MINUTE)) * MINUTE;
  }

  private void birthday(SplittableRandom random, int c, long first) {
    boolean leap = random.nextInt(5) == 0;
    int month = leap ? 2 : 1 + random.nextInt(12);
    int day = leap ? 29 : 1 + random.nextInt(28);
    activity(
        first,
        c,
        "occasion_declared",
        Map.of("occasion", "birthday", "month", "" + month, "day", "" + day));
  }

  private void shop(SplittableRandom random, int c, long first, long end) {
    double busy = Math.pow(random.nextDouble(), 2);
    long pause = (long) (DAY * (1 + 30 * (1 - busy)));
    for (long at = first; at < end; at += MINUTE + random.nextLong(pause / MINUTE) * MINUTE) {
      int dice = random.nextInt(100);
      if (dice < 25) {
        order(random, c, at);
      } else if (dice < 50) {
        activity(at, c, "cart_item_added", Map.of("cartId", "cart-" + c + "-" + made));
        if (random.nextInt(3) == 0) {
          order(random, c, at + random.nextLong(72 * 60) * MINUTE);
        }
      } else if (dice < 53) {
        activity(at, c, "complaint_filed", Map.of("category", "delivery"));
      } else if (dice < 75) {
        activity(at, c, "message_opened", Map.of("channel", "email"));
      } else if (dice < 82) {
        activity(at, c, "message_clicked", Map.of("channel", "email"));
      } else {
        activity(at, c, "product_viewed", Map.of("productId", "p" + random.nextInt(20)));
      }
    }
  }

  private void order(SplittableRandom random, int c, long at) {
    String id = "order-" + c + "-" + made;
    activity(
        at,
        c,
        "order_placed",
        Map.of("orderId", id, "amount", "%d.%02d".formatted(1 + random.nextInt(200), 10)));
    if (random.nextInt(6) == 0) {
      activity(
          at + random.nextLong(10 * 24 * 60) * MINUTE,
          c,
          "order_refunded",
          Map.of("orderId", id, "amount", "1.00"));
    }
  }

  private void activity(long at, int c, String kind, Map<String, String> properties) {
    actions.add(
        new Action.Activity(at, c, "s-" + c + "-" + made++, kind, new TreeMap<>(properties)));
  }
}
