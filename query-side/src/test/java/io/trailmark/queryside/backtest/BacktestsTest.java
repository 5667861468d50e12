package io.trailmark.queryside.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.eventstore.TestPostgres;
import io.trailmark.queryside.QuerySide;
import io.trailmark.queryside.QuerySide.Answer;
import io.trailmark.queryside.TestMongo;
import io.trailmark.sharedevents.ActivityRecorded;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BacktestsTest {
  private static final Shop SHOP = Shop.of(40, 20260);
  private static QuerySide side;

  @BeforeAll
  static void record() {
    side = start();
    side.activateStandardPlaybook("2011-01-01T00:00:00Z");
    SHOP.recordIn(side);
  }

  @AfterAll
  static void stop() {
    side.close();
  }

  private static QuerySide start() {
    return QuerySide.start(
        TestPostgres.freshDatabase(),
        TestMongo.freshDatabase(),
        "2011-12-09T12:00:00Z",
        "--trailmark.backtest.beat=50ms",
        "--trailmark.backtest.lease=500ms");
  }

  static String body(String playbook, String more) {
    return "{\"playbook\":" + JsonMapper.shared().writeValueAsString(playbook) + more + "}";
  }

  private static String started(String body) {
    Answer answer = side.post("/api/backtests", body);
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
    String id = answer.body().path("id").asString();
    assertThat(answer.raw().headers().firstValue("Location")).hasValue("/api/backtests/" + id);
    return id;
  }

  private static JsonNode ended(String id) {
    QuerySide.eventually(
        () ->
            !List.of("queued", "running")
                .contains(side.get("/api/backtests/" + id).body().path("status").asString()));
    return side.get("/api/backtests/" + id).body();
  }

  @Test
  void findsWhatTheLongWayRoundFinds() {
    long head = head();
    LocalDate from = LocalDate.of(2011, 3, 1);
    LocalDate to = LocalDate.of(2011, 11, 30);
    String id = started(body(Shop.PLAYBOOK, ",\"from\":\"2011-03-01\",\"to\":\"2011-11-30\""));
    JsonNode job = ended(id);
    assertThat(job.path("status").asString()).as(job.toString()).isEqualTo("done");
    assertThat(job.path("progress").asDouble()).isEqualTo(1);
    assertThat(job.path("active").asInt()).isEqualTo(1);
    assertThat(job.has("version")).isFalse();
    assertThat(job.path("playbook").asString()).isEqualTo("small");
    assertThat(job.path("position").asLong()).isEqualTo(head);
    assertThat(file(id, "days.csv")).isEqualTo(SHOP.days(from, to));
    assertThat(file(id, "intervals.csv")).isEqualTo(SHOP.intervals(from, to));
    assertThat(file(id, "playbook.yaml")).isEqualTo(Shop.PLAYBOOK);
    for (JsonNode s : job.path("segments")) {
      assertThat(s.path("before").asLong() + s.path("entered").asLong() - s.path("left").asLong())
          .isEqualTo(s.path("last").asLong());
    }
    assertThat(job.path("segments").get(1).path("intervals").asLong())
        .isEqualTo(file(id, "intervals.csv").lines().filter(l -> l.startsWith("recent,")).count());
    // A backtest publishes nothing.
    assertThat(head()).isEqualTo(head);
  }

  /** What is found is told with customers as they are called outside, and as files. */
  @Test
  void tellsWhatItFound() {
    String id = started(body(Shop.PLAYBOOK, ",\"from\":\"2011-03-01\",\"to\":\"2011-11-30\""));
    JsonNode job = ended(id);
    JsonNode found = side.get("/api/backtests/" + id + "/findings").body();
    List<String> intervals = file(id, "intervals.csv").lines().toList();
    for (int s = 0; s < 3; s++) {
      String segment = job.path("segments").get(s).path("segment").asString();
      long last = job.path("segments").get(s).path("last").asLong();
      assertThat(found.path("overlap").get(s).get(s).asLong()).isEqualTo(last);
      assertThat(file(id, "overlap.csv"))
          .contains("%s,candidate,%s,%d\n".formatted(segment, segment, last))
          .contains("%s,active,ghost,".formatted(segment));
      JsonNode dwell = found.path("segments").get(s).path("dwell");
      assertThat(dwell.path("completed").asLong() + dwell.path("open").asLong())
          .isEqualTo(intervals.stream().filter(row -> row.startsWith(segment + ",")).count());
      assertThat(file(id, "predictive.csv")).contains("\n" + segment + ",,,90,");
    }
    // The active playbook has no segment "best": who is in by the candidate is gained.
    JsonNode best =
        found
            .path("comparison")
            .path("differences")
            .valueStream()
            .filter(d -> d.path("segment").asString().equals("best"))
            .findFirst()
            .orElseThrow();
    assertThat(best.path("gained").asLong())
        .isPositive()
        .isEqualTo(found.path("overlap").get(0).get(0).asLong());
    assertThat(best.path("gainedExamples").valueStream().map(JsonNode::asString))
        .isNotEmpty()
        .allMatch(name -> intervals.stream().anyMatch(row -> row.contains(name.split(",")[0])));
    assertThat(file(id, "movements.csv")).startsWith("date,from,to,customers\n2011-0");
    assertThat(file(id, "messages.csv")).isEqualTo("sequence,step,template,channel,sent\n");
  }

  private static long head() {
    return side.bean(JdbcClient.class)
        .sql("select max(global_index) from domain_event")
        .query(Long.class)
        .single();
  }

  private static String file(String id, String name) {
    Answer answer = side.get("/api/backtests/" + id + "/" + name);
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
    assertThat(answer.raw().headers().firstValue("Content-Type").orElseThrow())
        .startsWith(name.endsWith("csv") ? "text/csv" : "application/yaml");
    return answer.raw().body();
  }

  @Test
  void replaysAVersionOverTheYearUntilToday() {
    JsonNode job = ended(started("{\"version\":1}"));
    assertThat(job.path("from").asString()).isEqualTo("2010-12-10");
    assertThat(job.path("to").asString()).isEqualTo("2011-12-09");
    assertThat(job.path("version").asInt()).isEqualTo(1);
    assertThat(job.path("segments")).hasSize(8);
  }

  @Test
  void findsZerosBeforeAnythingHappened() {
    String id = started(body(Shop.PLAYBOOK, ",\"from\":\"2010-01-01\",\"to\":\"2010-01-02\""));
    assertThat(ended(id).path("status").asString()).isEqualTo("done");
    assertThat(file(id, "days.csv"))
        .isEqualTo(
            """
            segment,date,size,entered,left
            best,2010-01-01,0,0,0
            best,2010-01-02,0,0,0
            recent,2010-01-01,0,0,0
            recent,2010-01-02,0,0,0
            one-time,2010-01-01,0,0,0
            one-time,2010-01-02,0,0,0
            """);
    assertThat(file(id, "intervals.csv")).isEqualTo("segment,customer,from,to\n");
  }

  @Test
  void findsZerosWhereNothingIsRecordedAndNothingIsActive() {
    try (QuerySide empty = start()) {
      Answer answer = empty.post("/api/backtests", body(Shop.PLAYBOOK, ""));
      assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
      QuerySide.eventually(
          () -> empty.get("/api/backtests/1").body().path("status").asString().equals("done"));
      JsonNode job = empty.get("/api/backtests/1").body();
      assertThat(job.has("active")).isFalse();
      assertThat(job.path("segments").get(0).path("largest").asLong()).isZero();
      assertThat(empty.get("/api/backtests/1/days.csv").raw().body().lines())
          .hasSize(1 + 3 * 365)
          .last()
          .isEqualTo("one-time,2011-12-09,0,0,0");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                            | 400 | playbook | text in playbook
          {"playbook":"a","version":1}                  | 400 | version  | say one of them
          {"version":7}                                 | 404 | version  | known are 1
          {"version":"1"}                               | 400 | version  | number
          {"version":0}                                 | 400 | version  | from 1 on
          {"playbook":3}                                | 400 | playbook | as a string
          {"version":1,"form":"2011-01-01"}             | 400 | form     | did you mean `from`
          {"version":1,"from":""}                       | 400 | from     | written like
          {"version":1,"from":"yesterday"}              | 400 | from     | written like
          {"version":1,"to":"2011-02-30"}               | 400 | to       | written like
          {"version":1,"to":20110101}                   | 400 | to       | written like
          {"version":1,"from":"1969-12-31"}             | 400 | from     | from 1970-01-01 on
          {"version":1,"to":"2011-12-10"}               | 400 | to       | today, which is 2011-12-09
          {"version":1,"from":"2011-12-10"}             | 400 | from     | today, where it is absent
          {"version":1,"from":"2011-03-02","to":"2011-03-01"} | 400 | from | must not be after
          {"version":1,"from":"1990-01-01"}             | 400 | from     | at most 20 years
          [1]                                           | 400 | body     | JSON object
          {"version":1                                  | 400 | body     | JSON object
          """)
  void saysWhatIsWrongAndWhatWouldBeRight(String body, int status, String field, String told) {
    Answer answer = side.post("/api/backtests", body);
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
    assertThat(answer.body().path("field").asString()).isEqualTo(field);
    assertThat(answer.body().path("detail").asString()).contains(told.strip());
  }

  @Test
  void tellsProblemsOfAPlaybookWithLineAndColumn() {
    Answer answer =
        side.post("/api/backtests", body(Shop.PLAYBOOK.replace("less-than: 60d", "less: 60d"), ""));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().path("field").asString()).isEqualTo("playbook");
    assertThat(answer.body().path("problems").get(0).path("line").asInt()).isEqualTo(8);
    assertThat(answer.body().path("problems").get(0).path("column").asInt()).isPositive();
    Answer currency = side.post("/api/backtests", body(Shop.PLAYBOOK.replace("GBP", "USD"), ""));
    assertThat(currency.status()).isEqualTo(422);
    assertThat(currency.body().path("detail").asString()).contains("GBP");
  }

  @Test
  void knowsNoOthers() {
    for (String path : List.of("", "/days.csv", "/intervals.csv", "/playbook.yaml", "/events")) {
      assertThat(side.get("/api/backtests/x" + path).status()).isEqualTo(404);
    }
    assertThat(side.delete("/api/backtests/999").status()).isEqualTo(404);
    assertThat(side.get("/api/backtests/compare?ids=1").status()).isEqualTo(400);
    assertThat(side.get("/api/backtests/compare?ids=998,999").status()).isEqualTo(404);
    assertThat(side.get("/api/backtests?after=x").status()).isEqualTo(400);
  }

  @Test
  void listsNewestFirstComparesAndDeletes() {
    String one = started(body(Shop.PLAYBOOK, ""));
    String two =
        started(body(Shop.PLAYBOOK.replace("60d", "30d").replace("one-time", "lapsed"), ""));
    JsonNode first = ended(one);
    ended(two);
    JsonNode page = side.get("/api/backtests?limit=1").body();
    assertThat(page.path("backtests").get(0).path("id").asString()).isEqualTo(two);
    JsonNode next = side.get("/api/backtests?limit=1&after=" + page.path("next").asString()).body();
    assertThat(next.path("backtests").get(0)).isEqualTo(first);

    JsonNode rows =
        side.get("/api/backtests/compare?ids=" + one + "," + two).body().path("segments");
    assertThat(rows).hasSize(4);
    assertThat(rows.get(1).path("figures").get(0)).isEqualTo(first.path("segments").get(1));
    assertThat(rows.get(2).path("segment").asString()).isEqualTo("one-time");
    assertThat(rows.get(2).path("figures").get(1).isNull()).isTrue();

    assertThat(side.delete("/api/backtests/" + one).status()).isEqualTo(204);
    assertThat(side.get("/api/backtests/" + one).status()).isEqualTo(404);
    assertThat(side.get("/api/backtests/" + two + "/days.csv").status()).isEqualTo(200);
  }

  @Test
  void tellsProgressUntilTheEnd() throws Exception {
    String id = started(body(Shop.PLAYBOOK, ""));
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(side.uri("/api/backtests/" + id + "/events"));
    List<String> lines = http.send(request.build(), BodyHandlers.ofLines()).body().toList();
    assertThat(lines).contains("event:done", "id:end");
    assertThat(lines.stream().filter(l -> l.startsWith("data:")).toList().getLast())
        .contains("\"segments\":[{");
    var again = http.send(request.header("Last-Event-ID", "end").build(), BodyHandlers.ofString());
    assertThat(again.statusCode()).isEqualTo(204);
  }

  /** Personal ids are looked up when they are told, and never stored with a result. */
  @Test
  void tellsTheKeyOfWhomIsErased() {
    String key = side.key("gone@example.invalid");
    side.record(
        new ActivityRecorded(key, "shop", "g", "logged_in", 0, null, null, Map.of(), false, null));
    String logged =
        Shop.PLAYBOOK.replace("order_placed, less-than: 60d", "logged_in, less-than: 9d");
    String id = started(body(logged, ",\"from\":\"1970-01-01\",\"to\":\"1970-01-01\""));
    ended(id);
    assertThat(file(id, "intervals.csv")).contains("recent,gone@example.invalid,1970-01-01T");
    side.bean(JdbcClient.class)
        .sql("update identity set source_id = null where customer = ?")
        .param(key)
        .update();
    assertThat(file(id, "intervals.csv")).contains("recent," + key + ",1970-01-01T");
  }
}
