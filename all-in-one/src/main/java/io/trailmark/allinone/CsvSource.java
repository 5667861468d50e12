package io.trailmark.allinone;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.trailmark.allinone.CsvMapping.Column;
import io.trailmark.allinone.CsvMapping.Constant;
import io.trailmark.allinone.CsvMapping.Origin;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One activity a record of a CSV file (RFC 4180) in UTF-8, whose first line names the columns.
 *
 * <p>Where no column has a message id, it is made of the kind, the record's fields and how many
 * equal records came before it, so that the same file is the same activities whenever it is read,
 * also when records were added at its end. That takes some 70 bytes of memory a record.
 */
final class CsvSource implements ImportSource {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** In characters; many times what the server takes of one activity. */
  private static final int LONGEST_FIELD = 1 << 20;

  private final PackedFile file;
  private final CloseableIterator<CsvRecord> records;
  private final CsvDates dates;
  private final List<String> header;
  private final CsvMapping mapping;
  private final Map<Long, Integer> equal = new HashMap<>();
  private Consumer<BadLine> bad = line -> {};
  private long line;

  /**
   * Opens a file and checks its header.
   *
   * @throws Refusal if a column is missing, naming those there are
   */
  CsvSource(Path path, char delimiter, CsvMapping given, CsvDates dates) throws IOException {
    this.file = new PackedFile(path);
    this.dates = dates;
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
      this.mapping = given.completedBy(header);
      String problem = mapping.problemWith(header);
      if (problem != null) {
        throw new Refusal(
            "%s: %s. Its columns are: %s.%s"
                .formatted(path, problem, String.join(", ", header), hint()));
      }
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
    for (CsvRecord record = read(); record != null; record = read()) {
      try {
        return new Line(record.getStartingLineNumber(), activity(record).toString());
      } catch (IllegalArgumentException e) {
        bad.accept(
            new BadLine(
                record.getStartingLineNumber(),
                String.valueOf(e.getMessage()),
                String.join(",", record.getFields())));
      }
    }
    return null;
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

  private ObjectNode activity(CsvRecord record) {
    if (record.getFieldCount() != header.size()) {
      throw new IllegalArgumentException(
          "%d fields under %d columns".formatted(record.getFieldCount(), header.size()));
    }
    if (record.getFields().stream().anyMatch(field -> field.indexOf('\ufffd') >= 0)) {
      throw new IllegalArgumentException("not UTF-8: convert the file (iconv -t UTF-8)");
    }
    ObjectNode json = JSON.createObjectNode();
    ObjectNode properties = JSON.createObjectNode();
    mapping
        .fields()
        .forEach(
            (field, origin) -> {
              String value = value(origin, record);
              switch (field) {
                case "occurredAt" -> json.put(field, dates.read(value).toString());
                case "customerId", "kind", CsvMapping.MESSAGE_ID -> json.put(field, value);
                default -> {
                  if (!value.isEmpty()) {
                    properties.put(field, value);
                  }
                }
              }
            });
    if (!json.has(CsvMapping.MESSAGE_ID)) {
      json.put(CsvMapping.MESSAGE_ID, messageId(json.path("kind").asString(), record.getFields()));
    }
    json.set("properties", properties);
    return json;
  }

  private String value(Origin origin, CsvRecord record) {
    return switch (origin) {
      case Column(String name) -> record.getField(header.indexOf(name)).strip();
      case Constant(String value) -> value;
    };
  }

  private String messageId(String kind, List<String> fields) {
    MessageDigest digest = sha256();
    add(kind, digest);
    fields.forEach(field -> add(field, digest));
    String hash = HexFormat.of().formatHex(digest.digest(), 0, 16);
    int position = equal.merge(Long.parseUnsignedLong(hash, 0, 16, 16), 1, Integer::sum);
    return "csv/" + hash + "/" + position;
  }

  /** With its length, so that "ab","c" differs from "a","bc". */
  private static void add(String text, MessageDigest digest) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has it.", e);
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
