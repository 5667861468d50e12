package io.trailmark.allinone;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A CSV file (RFC 4180) in UTF-8 whose first line names the columns, as activities. */
final class CsvSource implements ImportSource {
  /** In characters; many times what the server takes of one activity. */
  private static final int LONGEST_FIELD = 1 << 20;

  private final PackedFile file;
  private final CloseableIterator<CsvRecord> records;
  private final List<String> header;
  private final CsvActivities activities;
  private final Queue<Line> ready = new ArrayDeque<>();
  private Consumer<BadLine> bad = line -> {};
  private long line;

  /**
   * Opens a file and checks its header.
   *
   * @throws Refusal if a column is missing, naming those there are
   */
  CsvSource(Path path, char delimiter, CsvMapping given, CsvDates dates) throws IOException {
    this.file = new PackedFile(path);
    try {
      this.records =
          CsvReader.builder()
              .fieldSeparator(delimiter)
              .maxBufferSize(LONGEST_FIELD)
              .allowUnclosedQuote(false)
              .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
              .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
              .ofCsvRecord(new InputStreamReader(file.stream(), StandardCharsets.UTF_8))
              .iterator();
      CsvRecord first = read();
      if (first == null) {
        throw new Refusal(path + " is empty: its first line must name the columns.");
      }
      this.header = first.getFields();
      CsvMapping mapping = given.completedBy(header);
      String problem = mapping.problemWith(header);
      if (problem != null) {
        throw new Refusal(
            "%s: %s. Its columns are: %s.%s"
                .formatted(path, problem, String.join(", ", header), hint()));
      }
      this.activities = new CsvActivities(header, mapping, dates);
    } catch (Refusal e) {
      file.close();
      throw e;
    }
  }

  private String hint() {
    boolean one = header.size() == 1 && header.getFirst().matches("(?s).*[,;\t|].*");
    return one
        ? " If these are several, say by --delimiter what is between them."
        : " Name columns by --map, for example --map customerId=Customer,kind:order_placed.";
  }

  @Override
  public void reportBadLines(Consumer<BadLine> report) {
    bad = report;
  }

  @Override
  public @Nullable Line next() {
    while (ready.isEmpty()) {
      CsvRecord record = read();
      if (record == null) {
        return null;
      }
      ready.addAll(lines(record));
    }
    return ready.remove();
  }

  private List<Line> lines(CsvRecord record) {
    long number = record.getStartingLineNumber();
    try {
      return activities.of(record.getFields()).stream()
          .map(activity -> new Line(number, activity.toString()))
          .toList();
    } catch (IllegalArgumentException e) {
      String input = String.join(",", record.getFields());
      bad.accept(new BadLine(number, String.valueOf(e.getMessage()), input));
      return List.of();
    }
  }

  private @Nullable CsvRecord read() {
    try {
      if (!records.hasNext()) {
        return null;
      }
      CsvRecord record = records.next();
      line = record.getStartingLineNumber();
      return record;
    } catch (CsvParseException | UncheckedIOException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      throw new Refusal(
          "The file is no CSV, or broken, after line " + line + ": " + why.getMessage(), e);
    }
  }

  @Override
  public double progress() {
    return file.progress();
  }

  @Override
  public void close() {
    try {
      records.close();
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
