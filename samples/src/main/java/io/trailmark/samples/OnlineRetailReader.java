package io.trailmark.samples;

import io.trailmark.samples.OnlineRetail.Counts;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads "Online Retail" purchase by purchase. Lines wait in temporary files until all lines of
 * their invoices are known, so that a file of any size takes the memory of a 64th of it.
 */
public final class OnlineRetailReader implements AutoCloseable {
  private final Buckets buckets = new Buckets();
  private final InvoiceCollector invoices = new InvoiceCollector(this::report);
  private Consumer<UnreadableLine> problems = line -> {};
  private Iterator<Purchase> purchases = List.<Purchase>of().iterator();

  /**
   * Reads the lines, packed by gzip or not.
   *
   * @throws WrongFile if a column is missing or the text is no CSV
   */
  public OnlineRetailReader(InputStream in) throws IOException {
    try (Rows rows = new Rows("The file", in, InvoiceCollector.COLUMNS)) {
      if (!rows.hasNext()) {
        throw new WrongFile("The file has no lines.");
      }
      rows.forEachRemaining(row -> buckets.add(row.get(InvoiceCollector.NUMBER), row));
    } catch (WrongFile e) {
      buckets.close();
      throw e;
    }
  }

  /** Says where lines go that cannot be read, before the first purchase. */
  public void reportProblems(Consumer<UnreadableLine> report) {
    problems = report;
  }

  private void report(UnreadableLine line) {
    problems.accept(line);
  }

  /** The next purchase, in no order of time; null at the end. */
  public @Nullable Purchase next() {
    while (!purchases.hasNext()) {
      List<Row> rows = buckets.next();
      if (rows == null) {
        return null;
      }
      purchases = invoices.collect(rows).iterator();
    }
    return purchases.next();
  }

  /** How much was given: 0 to 1. */
  public double progress() {
    return buckets.progress();
  }

  /** What became of the lines of the purchases so far. */
  public Counts counts() {
    return invoices.counts();
  }

  @Override
  public void close() throws IOException {
    buckets.close();
  }
}
