package io.trailmark.samples;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The UCI data set "Online Retail" (Chen, 2015), read from its CSV: one order per invoice, one
 * refund per cancellation, in order of time. What is done with lines that are not plain sales is
 * told, with figures, in the module's README.
 *
 * @param purchases in order of time, then of the invoice number
 * @param counts what became of the lines
 * @param problems lines that could not be read, in order of the file
 */
public record OnlineRetail(List<Purchase> purchases, Counts counts, List<Problem> problems) {

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

  /**
   * A line that could not be read.
   *
   * @param line counts from 1, header included
   * @param input the line's fields, joined by commas
   */
  public record Problem(long line, String message, String input) {}

  /** The name of a file is wrong or the file is no CSV of this data set. */
  public static final class NotOnlineRetail extends RuntimeException {
    NotOnlineRetail(String message) {
      super(message);
    }
  }

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
   * Reads the CSV, packed by gzip or not. The purchases are held in memory: about 60 MB for the
   * whole data set.
   *
   * @throws NotOnlineRetail if a column is missing or the text is no CSV
   */
  public static OnlineRetail read(InputStream in) throws IOException {
    InvoiceCollector invoices = new InvoiceCollector();
    try (CsvReader<NamedCsvRecord> lines =
        CsvReader.builder()
            .ofNamedCsvRecord(new InputStreamReader(unpacked(in), StandardCharsets.UTF_8))) {
      lines.forEach(invoices::add);
    } catch (CsvParseException e) {
      throw new NotOnlineRetail("Not a CSV file: " + e.getMessage());
    }
    return invoices.toOnlineRetail();
  }

  private static InputStream unpacked(InputStream in) throws IOException {
    PushbackInputStream start = new PushbackInputStream(new BufferedInputStream(in), 2);
    byte[] magic = start.readNBytes(2);
    start.unread(magic);
    boolean packed = magic.length == 2 && magic[0] == (byte) 0x1f && magic[1] == (byte) 0x8b;
    return packed ? new GZIPInputStream(start, 1 << 16) : start;
  }
}
