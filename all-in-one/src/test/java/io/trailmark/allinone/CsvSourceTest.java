package io.trailmark.allinone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.trailmark.allinone.ImportSource.BadLine;
import io.trailmark.allinone.ImportSource.Line;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CsvSourceTest {
  private static final String[] ORDERS = {
    "customerId=Customer", "kind:order_placed", "occurredAt=When", "amount=Total"
  };

  private final List<BadLine> bad = new ArrayList<>();
  private char delimiter = ',';
  private @Nullable String dateFormat;
  private @Nullable ZoneId zone;
  @TempDir Path temporary;

  @Test
  void mapsColumnsAndConstants() throws IOException {
    List<Line> lines =
        read(
            "Customer,When,Total,Id\nanna,2011-12-09T12:50:00+01:00,12.50,7\n",
            with("messageId=Id", "properties.channel:web"));
    assertThat(lines.getFirst().number()).isEqualTo(2);
    assertThat(json(lines.getFirst()))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"messageId":"7","customerId":"anna","kind":"order_placed",
                     "occurredAt":"2011-12-09T11:50:00Z",
                     "properties":{"amount":"12.50","channel":"web"}}
                    """));
  }

  @Test
  void takesColumnsOfTheSameNameUnmapped() throws IOException {
    String text = "kind,customerId,messageId,occurredAt\nlogged_in,007,m1,2011-12-09 12:50:00Z\n";
    JsonNode line = json(read(text).getFirst());
    assertThat(line.path("customerId").asString()).isEqualTo("007");
    assertThat(line.path("messageId").asString()).isEqualTo("m1");
    assertThat(line.path("properties").isEmpty()).isTrue();
  }

  @Test
  void readsQuotesLineBreaksByteOrderMarkAndOtherDelimiters() throws IOException {
    delimiter = ';';
    List<Line> lines =
        read(
            "\ufeffCustomer;When;Total\r\n"
                + "\"an\"\"na\";2011-12-09T12:50Z;\"1\n"
                + "2\"\r\n"
                + "ben;2011-12-09T12:50Z;3\r\n",
            ORDERS);
    assertThat(json(lines.getFirst()).path("customerId").asString()).isEqualTo("an\"na");
    assertThat(json(lines.getFirst()).at("/properties/amount").asString()).isEqualTo("1\n2");
    assertThat(lines.getLast().number()).isEqualTo(4);
  }

  @Test
  void readsLocalTimesOfAZone() throws IOException {
    dateFormat = "d/M/uuuu H:mm";
    zone = ZoneId.of("Europe/London");
    assertThat(at("9/7/2011 12:50")).isEqualTo("2011-07-09T11:50:00Z");
    // At two o'clock summer time ends: the earlier of two, and begins: there is no 1:30.
    assertThat(at("30/10/2011 1:30")).isEqualTo("2011-10-30T00:30:00Z");
    assertThat(at("27/3/2011 1:30")).isEqualTo("2011-03-27T01:30:00Z");
    dateFormat = null;
    assertThat(at("2011-07-09")).isEqualTo("2011-07-08T23:00:00Z");
    assertThat(at("2011-07-09 12:50:01.5")).isEqualTo("2011-07-09T11:50:01.500Z");
    assertThat(at("2011-07-09T12:50Z")).isEqualTo("2011-07-09T12:50:00Z");
  }

  @Test
  void asksForTheZoneOfLocalTimes() {
    assertThatThrownBy(() -> at("2011-07-09 12:50"))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("2011-07-09 12:50")
        .hasMessageContaining("--zone Europe/London");
  }

  @Test
  void givesEqualLinesMessageIdsOfTheirOwnWheneverItIsRead() throws IOException {
    String text = "Customer,When,Total\nanna,2011-12-09T12:50Z,1\nben,2011-12-09T12:50Z,1\n";
    text += "anna,2011-12-09T12:50Z,1\n";
    List<String> ids = ids(text);
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids(text)).isEqualTo(ids);
    assertThat(ids(text + "anna,2011-12-09T12:50Z,1\n")).startsWith(ids.toArray(String[]::new));
  }

  @Test
  void givesOtherKindsOfTheSameLineOtherMessageIds() throws IOException {
    String text = "Customer,When\nanna,2011-12-09T12:50Z\n";
    String[] sent = {"customerId=Customer", "kind:message_sent", "occurredAt=When"};
    String[] opened = {"customerId=Customer", "kind:message_opened", "occurredAt=When"};
    assertThat(json(read(text, sent).getFirst()).path("messageId"))
        .isNotEqualTo(json(read(text, opened).getFirst()).path("messageId"));
  }

  @Test
  void tellsTheChangeOfATrait() throws IOException {
    String text = "Customer,Since,Plan,Seats\nanna,2011-12-09T12:50Z,gold,\n";
    String[] map = {
      "customerId=Customer", "occurredAt=Since", "traits.plan=Plan", "traits.seats=Seats"
    };
    List<Line> lines = read(text, map);
    assertThat(lines).hasSize(1);
    JsonNode change = json(lines.getFirst());
    String id = change.path("messageId").asString();
    assertThat(id).startsWith("csv/");
    assertThat(change)
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"customerId":"anna","occurredAt":"2011-12-09T12:50:00Z","kind":"trait_changed",
                     "messageId":"%s","properties":{"trait":"plan","value":"gold"}}
                    """
                        .formatted(id)));
    assertThat(json(read(text, map).getFirst())).isEqualTo(change);
  }

  @Test
  void tellsAnActivityAndTraitsOfOneLine() throws IOException {
    List<Line> lines =
        read(
            "Customer,When,Total,Id,Plan\nanna,2011-12-09T12:50Z,1,7,gold\n",
            with("messageId=Id", "traits.plan=Plan", "traits.tier:first"));
    assertThat(lines).extracting(Line::number).containsOnly(2L);
    assertThat(lines.stream().map(CsvSourceTest::json))
        .extracting(j -> j.path("messageId").asString(), j -> j.path("kind").asString())
        .containsExactly(
            tuple("7", "order_placed"),
            tuple("7/traits.plan", "trait_changed"),
            tuple("7/traits.tier", "trait_changed"));
    assertThat(json(lines.getFirst()).path("properties").propertyNames()).containsExactly("amount");
  }

  @Test
  void namesTheColumnThatIsMissingAndThoseThereAre() {
    assertThatThrownBy(() -> read("Customer,Date,Total\n", ORDERS))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("there is no column When for occurredAt")
        .hasMessageContaining("Its columns are: Customer, Date, Total.");
    assertThatThrownBy(() -> read("Customer;When;Total\n", ORDERS))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("--delimiter");
    assertThatThrownBy(() -> read("Customer,Customer,When,Total\n", ORDERS))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("there are 2 columns Customer");
  }

  @Test
  void reportsLinesThatAreNoActivities() throws IOException {
    byte[] latin = "Customer,When,Total\nJosé,2011-12-09T12:50Z,1\n".getBytes(ISO_8859_1);
    String more = "anna,yesterday,1\nben,2011-12-09T12:50Z\ncleo,2011-12-09T12:50Z,1\n";
    assertThat(read(concat(latin, more.getBytes(UTF_8)), ORDERS)).hasSize(1);
    assertThat(bad).extracting(BadLine::number).containsExactly(2L, 3L, 4L);
    assertThat(bad.get(0).problem()).contains("not UTF-8");
    assertThat(bad.get(1).problem()).isEqualTo("occurredAt must look like 2011-12-09T12:50:00Z");
    assertThat(bad.get(1).input()).isEqualTo("anna,yesterday,1");
    assertThat(bad.get(2).problem()).isEqualTo("2 fields under 3 columns");
  }

  @Test
  void refusesWhatIsNoCsv() throws IOException {
    assertThatThrownBy(() -> read("", ORDERS))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("is empty");
    byte[] noise = new byte[4096];
    new Random(1).nextBytes(noise);
    assertThatThrownBy(() -> read(noise, ORDERS)).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> read("Customer,When,Total\n\"anna,2011-12-09T12:50Z,1\n", ORDERS))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("line 1");
  }

  @Test
  void readsGzipAndSaysWhereItIsTruncated() throws IOException {
    StringBuilder text = new StringBuilder("Customer,When,Total\n");
    new Random(1).ints(20_000).forEach(n -> text.append(n).append(",2011-12-09T12:50Z,1\n"));
    byte[] packed = gzip(text.toString());
    assertThat(read(packed, ORDERS)).hasSize(20_000);
    byte[] truncated = Arrays.copyOf(packed, packed.length / 2);
    assertThatThrownBy(() -> read(truncated, ORDERS))
        .isInstanceOf(Refusal.class)
        .hasMessageMatching("The file is no CSV, or broken, after line \\d{4,}: .*");
  }

  @Test
  void holdsNoMoreOfALongLineThanAMillionCharacters() throws IOException {
    Path file = temporary.resolve("long.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("Customer,When,Total\n".getBytes(UTF_8));
      byte[] much = new byte[1 << 20];
      Arrays.fill(much, (byte) 'a');
      for (int i = 0; i < 1024; i++) {
        out.write(much);
      }
    }
    assertThatThrownBy(() -> read(file, ORDERS))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("line 1");
  }

  private String at(String when) throws IOException {
    List<Line> lines = read("Customer,When,Total\nanna," + when + ",1\n", ORDERS);
    return json(lines.getFirst()).path("occurredAt").asString();
  }

  private List<String> ids(String text) throws IOException {
    return read(text, ORDERS).stream().map(l -> json(l).path("messageId").asString()).toList();
  }

  private static JsonNode json(Line line) {
    return JsonMapper.shared().readTree(line.text());
  }

  private static String[] with(String... more) {
    List<String> all = new ArrayList<>(List.of(ORDERS));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private List<Line> read(String content, String... map) throws IOException {
    return read(content.getBytes(UTF_8), map);
  }

  private List<Line> read(byte[] content, String... map) throws IOException {
    return read(Files.write(temporary.resolve("file"), content), map);
  }

  private List<Line> read(Path file, String... map) throws IOException {
    List<Line> lines = new ArrayList<>();
    try (CsvSource source =
        new CsvSource(
            file, delimiter, CsvMapping.of(List.of(map)), new CsvDates(dateFormat, zone))) {
      source.reportBadLines(bad::add);
      for (Line line = source.next(); line != null; line = source.next()) {
        lines.add(line);
      }
    }
    return lines;
  }
}
