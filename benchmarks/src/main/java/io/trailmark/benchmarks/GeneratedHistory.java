package io.trailmark.benchmarks;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Random;

/**
 * Two years of activities, the same for the same seed. Heavy tails: a few customers do much of
 * everything.
 */
record GeneratedHistory(int activities, int customers, long seed) {
  private static final long DAY = 86_400_000L;
  private static final long END = Instant.parse("2011-12-10T00:00:00Z").toEpochMilli();

  /** The last 365 days. */
  static final LocalDate LAST = LocalDate.of(2011, 12, 9);

  static final LocalDate FIRST = LAST.minusDays(364);

  /** Is told each activity. */
  interface Sink {
    /**
     * Takes one.
     *
     * @param customer number from 0
     * @param at milliseconds
     * @param amount minor units, 0 where the kind has none
     */
    void add(int customer, String kind, long at, long amount) throws SQLException;
  }

  void each(Sink sink) throws SQLException {
    Random random = new Random(seed);
    for (int i = 0; i < activities; i++) {
      int customer = (int) (customers * Math.pow(random.nextDouble(), 1.6));
      long at = END - 1 - random.nextLong(730 * DAY);
      int dice = random.nextInt(1_000);
      if (dice < 35) {
        long amount = Math.round(2_000 * Math.exp(random.nextGaussian()));
        sink.add(customer, "order_placed", at, amount);
      } else {
        sink.add(customer, kind(dice), at, dice < 40 ? 1_000 : 0);
      }
    }
  }

  private static String kind(int dice) {
    return dice < 40
        ? "order_refunded"
        : dice < 100
            ? "cart_item_added"
            : dice < 300
                ? "message_opened"
                : dice < 350 ? "message_clicked" : dice < 550 ? "message_sent" : "product_viewed";
  }

  /** What a customer is called. */
  static String name(int customer) {
    return "c%07d".formatted(customer);
  }
}
