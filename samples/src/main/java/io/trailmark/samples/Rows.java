package io.trailmark.samples;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;

/** The records of a CSV file, packed by gzip or not, whose first line names the columns. */
final class Rows implements CloseableIterator<Row> {
  private final String name;
  private final List<String> needed;
  private final CloseableIterator<NamedCsvRecord> records;
  private final Map<String, Integer> columns = new HashMap<>();

  /**
   * Begins to read.
   *
   * @param name of the file, for its problems
   * @param needed columns that it must have
   */
  Rows(String name, InputStream in, List<String> needed) throws IOException {
    this.name = name;
    this.needed = needed;
    this.records =
        CsvReader.builder()
            .ofNamedCsvRecord(new InputStreamReader(unpacked(in), StandardCharsets.UTF_8))
            .iterator();
  }

  private static InputStream unpacked(InputStream in) throws IOException {
    PushbackInputStream start = new PushbackInputStream(new BufferedInputStream(in), 2);
    byte[] magic = start.readNBytes(2);
    start.unread(magic);
    boolean packed = magic.length == 2 && magic[0] == (byte) 0x1f && magic[1] == (byte) 0x8b;
    return packed ? new GZIPInputStream(start, 1 << 16) : start;
  }

  /**
   * Whether there are more.
   *
   * @throws WrongFile if the text is no CSV, or broken
   */
  @Override
  public boolean hasNext() {
    try {
      return records.hasNext();
    } catch (CsvParseException | UncheckedIOException e) {
      throw wrong(e);
    }
  }

  /**
   * The next one.
   *
   * @throws WrongFile if a column is missing, or the text is no CSV
   */
  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    try {
      NamedCsvRecord record = records.next();
      if (columns.isEmpty()) {
        learn(record.getHeader());
      }
      return new Row(record.getStartingLineNumber(), record.getFields(), columns);
    } catch (CsvParseException | UncheckedIOException e) {
      throw wrong(e);
    }
  }

  private void learn(List<String> header) {
    if (!header.containsAll(needed)) {
      throw new WrongFile(name + ": the columns " + needed + " are needed, found " + header);
    }
    header.forEach(column -> columns.put(column, columns.size()));
  }

  private WrongFile wrong(RuntimeException e) {
    Throwable why = e.getCause() == null ? e : e.getCause();
    return new WrongFile(name + " is no CSV file, or broken: " + why.getMessage());
  }

  @Override
  public void close() {
    try {
      records.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
