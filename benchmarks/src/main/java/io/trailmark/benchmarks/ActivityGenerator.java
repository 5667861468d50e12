package io.trailmark.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Behaviour as a shop sees it: few customers with much of it, views and carts around 3 to 4%
 * orders, refunds, opened mail for two thirds of the customers, and instants exactly at the edges
 * of the standard segments.
 */
final class ActivityGenerator {
  private static final long DAY = 86_400_000L;

  /** Ages before the end at which something of the standard playbook changes. */
  private static final long[] EDGES = {
    60 * DAY, 120 * DAY, 180 * DAY, 90 * DAY, 30 * DAY, 7 * DAY, DAY / 6, 0, DAY
  };

  private final Random random;
  private final long end;
  private final int customers;
  private int made;

  /**
   * Makes activities of the two years before {@code end}.
   *
   * @param end milliseconds
   */
  ActivityGenerator(long seed, long end, int customers) {
    this.random = new Random(seed);
    this.end = end;
    this.customers = customers;
  }

  /** Activities in random order. */
  List<Activity> make(int n) {
    List<Activity> activities = new ArrayList<>(n);
    while (activities.size() < n) {
      add(activities);
    }
    Collections.shuffle(activities, random);
    return activities;
  }

  private void add(List<Activity> to) {
    String customer = "g" + (int) (customers * Math.pow(random.nextDouble(), 2.5));
    boolean mail = customer.hashCode() % 3 != 0;
    long at = instant();
    int dice = random.nextInt(1000);
    if (dice < 35) {
      to.add(activity(customer, "order_placed", at, (long) random.nextInt(20_000)));
      if (random.nextInt(8) == 0) {
        to.add(
            activity(
                customer,
                "order_refunded",
                Math.min(end, at + random.nextLong(20 * DAY)),
                (long) random.nextInt(12_000)));
      }
    } else if (dice < 120) {
      to.add(activity(customer, "cart_item_added", at, null));
      if (random.nextInt(6) == 0) {
        to.add(activity(customer, "order_placed", at, (long) random.nextInt(9_000)));
      }
    } else if (dice < 300 && mail) {
      to.add(activity(customer, "message_opened", at, null));
    } else if (dice < 340 && mail) {
      to.add(activity(customer, "message_clicked", at, null));
    } else if (dice < 400 && mail) {
      to.add(activity(customer, "message_sent", at, null));
    } else {
      to.add(activity(customer, "product_viewed", at, null));
    }
  }

  private long instant() {
    if (random.nextInt(12) == 0) {
      return end - EDGES[random.nextInt(EDGES.length)] - random.nextInt(2);
    }
    return end - random.nextLong(random.nextBoolean() ? 730 * DAY : 200 * DAY);
  }

  private Activity activity(
      String customer, String kind, long at, @org.jspecify.annotations.Nullable Long amount) {
    return new Activity("gen-" + made++, customer, kind, at, amount);
  }
}
