package io.trailmark.samples;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The UCI data set "Online Retail" (Chen, 2015), read from its CSV: one order per invoice, one
 * refund per cancellation, in order of time. What is done with lines that are not plain sales is
 * told, with figures, in the module's README.
 *
 * @param purchases in order of time, then of the invoice number
 * @param counts what became of the lines
 * @param problems lines that could not be read, in order of the file
 */
public record OnlineRetail(List<Purchase> purchases, Counts counts, List<UnreadableLine> problems) {

  /**
   * What became of the lines of the file, its header not counted.
   *
   * @param lines all lines
   * @param unreadable those listed as problems
   * @param withoutCustomer left out, because nobody knows whose they are
   * @param notSold left out, because quantity or price contradict the kind of invoice: a correction
   *     of stock or of the books, not something a customer did
   * @param orders invoices that became orders
   * @param refunds cancellations that became refunds
   */
  public record Counts(
      int lines, int unreadable, int withoutCustomer, int notSold, int orders, int refunds) {}

  public OnlineRetail {
    purchases = List.copyOf(purchases);
    problems = List.copyOf(problems);
  }

  /** The copy of the data set that comes with Trailmark. */
  public static OnlineRetail sample() {
    try (InputStream in = OnlineRetail.class.getResourceAsStream("/samples/online_retail.csv.gz")) {
      if (in == null) {
        throw new FileNotFoundException("The sample is missing from the class path.");
      }
      return read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads the CSV, packed by gzip or not. The purchases are held in memory, about 60 MB for the
   * whole data set: {@link OnlineRetailReader} holds but a part of them.
   *
   * @throws WrongFile if a column is missing or the text is no CSV
   */
  public static OnlineRetail read(InputStream in) throws IOException {
    List<Purchase> purchases = new ArrayList<>();
    List<UnreadableLine> problems = new ArrayList<>();
    try (OnlineRetailReader reader = new OnlineRetailReader(in)) {
      reader.reportProblems(problems::add);
      for (Purchase p = reader.next(); p != null; p = reader.next()) {
        purchases.add(p);
      }
      purchases.sort(InvoiceCollector.IN_ORDER);
      problems.sort(Comparator.comparing(UnreadableLine::line));
      return new OnlineRetail(purchases, reader.counts(), problems);
    }
  }
}
