package io.trailmark.samples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The data set "The Complete Journey" of 84.51°, read from the CSV files of the R package {@code
 * completejourney}, as activities in the native format: traits of households, campaigns that
 * reached them, coupons that they redeemed, and each basket as an order. What becomes of each
 * column is told in the module's README.
 *
 * <p>Held in memory are the categories of the products and a 64th of the transactions: the others
 * wait in temporary files until all lines of their baskets are known.
 */
public final class CompleteJourney implements AutoCloseable {

  /**
   * How many activities were made of the files so far.
   *
   * @param traits of households
   * @param messages campaigns that reached a household
   * @param coupons redeemed
   * @param orders baskets
   */
  public record Counts(int traits, int messages, int coupons, int orders) {}

  private final Buckets buckets = new Buckets();
  private final Queue<Part> parts = new ArrayDeque<>();
  private final Part traits;
  private final Part messages;
  private final Part coupons;
  private final Part orders;
  private Consumer<UnreadableLine> problems = line -> {};
  private Iterator<String> activities = List.<String>of().iterator();

  /**
   * Opens the folder: reads the products and puts the transactions of a basket together.
   *
   * @throws WrongFile if the transactions or the products are missing, or a column is
   */
  public CompleteJourney(Path path) throws IOException {
    JourneyFolder folder = new JourneyFolder(path);
    try {
      Households households = new Households(folder.campaignDays());
      Baskets baskets = new Baskets(folder.categories());
      try (Rows rows = folder.transactions()) {
        rows.forEachRemaining(row -> buckets.add(row.get(Baskets.ID), row));
      }
      traits = new Part(ofEach(folder.demographics(), households::traits));
      messages = new Part(ofEach(folder.campaigns(), households::message));
      coupons = new Part(ofEach(folder.redemptions(), households::coupon));
      orders = new Part(() -> ofBucket(baskets));
    } catch (WrongFile | IOException e) {
      buckets.close();
      throw e;
    }
    parts.addAll(List.of(traits, messages, coupons, orders));
  }

  /** Activities of what is read next, null at the end. */
  private interface Source {
    @Nullable List<String> next();
  }

  /** One file's activities. */
  private static final class Part {
    private final Source source;
    private int made;

    Part(Source source) {
      this.source = source;
    }
  }

  private Source ofEach(@Nullable Rows rows, Function<Row, List<String>> make) {
    return () -> {
      if (rows == null || !rows.hasNext()) {
        return null;
      }
      Row row = rows.next();
      try {
        return make.apply(row);
      } catch (RuntimeException e) {
        problems.accept(UnreadableLine.of(row, e));
        return List.of();
      }
    };
  }

  private @Nullable List<String> ofBucket(Baskets baskets) {
    List<Row> rows = buckets.next();
    return rows == null ? null : baskets.orders(rows, problems);
  }

  /** Says where lines go that cannot be read, before the first activity. */
  public void reportProblems(Consumer<UnreadableLine> report) {
    problems = report;
  }

  /** The next activity, one line of NDJSON; null at the end. */
  public @Nullable String next() {
    while (!activities.hasNext()) {
      Part part = parts.peek();
      if (part == null) {
        return null;
      }
      List<String> next = part.source.next();
      if (next == null) {
        parts.remove();
      } else {
        part.made += next.size();
        activities = next.iterator();
      }
    }
    return activities.next();
  }

  /** How much was given, 0 to 1; only the transactions count. */
  public double progress() {
    return buckets.progress();
  }

  /** How many activities were made of the files so far. */
  public Counts counts() {
    return new Counts(traits.made, messages.made, coupons.made, orders.made);
  }

  @Override
  public void close() throws IOException {
    buckets.close();
  }
}
