package io.trailmark.commandside.playbook;

import static io.trailmark.commandside.CommandSide.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.CommandSide.Answer;
import io.trailmark.eventstore.PostgresBusinessClock;
import io.trailmark.eventstore.TestPostgres;
import io.trailmark.segmentation.playbook.Playbook;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlaybookLifeCycleTest {
  private static final String[] YAML = {"Content-Type", "application/yaml"};

  private final TestPostgres.Database database = TestPostgres.freshDatabase();
  private CommandSide app;

  @BeforeAll
  void start() {
    app = CommandSide.start(database, "2011-12-10T00:00:00Z");
  }

  @AfterAll
  void stop() {
    app.close();
  }

  /** A playbook with a segment of an id of its own, so that tests do not meet. */
  private static String playbook(String id, String days) {
    return """
    playbook: %s
    zone: UTC
    currency: GBP
    segments:
      - id: %s
        when: { since-last: order_placed, less-than: %s }
    """
        .formatted(id, id, days);
  }

  private int drafted(String yaml) {
    Answer answer = app.post("/api/playbooks", yaml, YAML);
    assertThat(answer.status()).as("%s", answer.body()).isIn(200, 201);
    return answer.body().path("version").intValue();
  }

  private Answer activate(int version, String body) {
    return app.post("/api/playbooks/" + version + "/activate", body);
  }

  private String state(int version) {
    return app.get("/api/playbooks/" + version + "/activation").body().path("state").asString();
  }

  private JsonNode row(int version) {
    return app.get("/api/playbooks?limit=1&after=" + (version - 1))
        .body()
        .path("playbooks")
        .path(0);
  }

  @Test
  void draftsActivatesRetiresAndActivatesAgain() {
    Answer draft = app.post("/api/playbooks?because=we+try+it", playbook("cycle", "60d"), YAML);
    assertThat(draft.status()).isEqualTo(201);
    int version = draft.body().path("version").intValue();
    assertThat(draft.raw().headers().firstValue("Location")).hasValue("/api/playbooks/" + version);
    assertThat(draft.body().path("warnings")).isNotEmpty();
    assertThat(row(version).path("status").asString()).isEqualTo("draft");
    assertThat(row(version).path("because").asString()).isEqualTo("we try it");
    assertThat(row(version).has("activatedAt")).isFalse();

    assertThat(activate(version, "{\"because\":\"now\"}").status()).isEqualTo(202);
    assertThat(row(version).path("status").asString()).isEqualTo("active");
    assertThat(row(version).path("activatedAt").asString()).startsWith("2011-12-10T00:0");
    assertThat(app.get("/api/playbooks").body().path("active").intValue()).isEqualTo(version);
    assertThat(activate(version, "{}").status()).isEqualTo(202);
    assertThat(app.get("/api/playbooks/" + version).body().path("activations")).hasSize(1);
    eventually(() -> state(version).equals("done"));

    int other = drafted(playbook("cycle-other", "60d"));
    assertThat(activate(other, "{\"startSequences\":true}").status()).isEqualTo(202);
    assertThat(row(version).path("status").asString()).isEqualTo("retired");
    assertThat(row(version).path("retiredAt").asString())
        .isEqualTo(row(other).path("activatedAt").asString());

    assertThat(activate(version, "{}").status()).isEqualTo(202);
    JsonNode again = app.get("/api/playbooks/" + version).body();
    assertThat(again.path("status").asString()).isEqualTo("active");
    assertThat(again.path("activations")).hasSize(2);
    assertThat(again.path("activations").path(0).path("because").asString()).isEqualTo("now");
    assertThat(again.path("activations").path(1).has("until")).isFalse();
    assertThat(again.path("segments").path(0).path("id").asString()).isEqualTo("cycle");
    JsonNode between = app.get("/api/playbooks/" + other).body().path("activations").path(0);
    assertThat(between.path("startSequences").booleanValue()).isTrue();
  }

  /** What is shipped may change with the program; what was drafted must not. */
  @Test
  void keepsWhatAPlaybookIncludesWithIt() {
    int version =
        drafted(
            """
            playbook: including
            zone: UTC
            currency: GBP
            segments:
              - include: benefits
            """);
    String kept = app.get("/api/playbooks/" + version).body().path("text").asString();

    assertThat(kept)
        .startsWith("playbook: including\n")
        .endsWith("---\n" + Playbook.shipped("benefits"));
  }

  @Test
  void keepsTheTextAsItWasWritten() {
    String written = playbook("text", "60d") + "# the end\n";
    int version = drafted(written);
    assertThat(app.get("/api/playbooks/" + version).body().path("text").asString())
        .isEqualTo(written);
    Answer yaml = app.getRaw("/api/playbooks/" + version, "Accept", "application/yaml");
    assertThat(yaml.raw().body()).isEqualTo(written);
    assertThat(yaml.raw().headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/yaml");
    // As curl asks, and as whoever asks for what is not there.
    Answer anything = app.getRaw("/api/playbooks/" + version, "Accept", "*/*");
    assertThat(anything.raw().headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    Answer missing = app.getRaw("/api/playbooks/9999", "Accept", "application/yaml");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.raw().body()).contains("does not exist");
  }

  @Test
  void answersATextThatIsStoredAlreadyWithItsVersion() {
    String yaml = playbook("twice", "60d");
    int version = drafted(yaml);
    Answer again = app.post("/api/playbooks", yaml, YAML);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body().path("version").intValue()).isEqualTo(version);
    assertThat(again.body().path("created").booleanValue()).isFalse();
  }

  @Test
  void takesJsonToo() {
    String body =
        "{\"because\":\"json\",\"playbook\":\""
            + playbook("json", "60d").replace("\n", "\\n")
            + "\"}";
    Answer answer = app.post("/api/playbooks", body);
    assertThat(answer.status()).isEqualTo(201);
    assertThat(row(answer.body().path("version").intValue()).path("because").asString())
        .isEqualTo("json");
  }

  @Test
  void takesAPlaybookThatIsJsonAndGivesItBackAsJsonAndAsYaml() {
    String json =
        """
        { "playbook": "as-json", "zone": "UTC", "currency": "GBP",
          "segments": [ { "include": "starter" },
            { "id": "as-json", "when": { "count": "order_placed", "is": 3 } } ] }
        """;
    Answer answer = app.post("/api/playbooks?because=json", json);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    int version = answer.body().path("version").intValue();
    assertThat(row(version).path("because").asString()).isEqualTo("json");
    Answer given = app.get("/api/playbooks/" + version + "/playbook.json");
    // With what it includes, which is a document of its own.
    assertThat(given.body().path(0).path("segments").path(1).path("when").path("is").intValue())
        .isEqualTo(3);
    assertThat(app.post("/api/playbooks/check", given.raw().body()).body().path("valid"))
        .hasToString("true");
    String yaml =
        app.getRaw("/api/playbooks/" + version + "/playbook.yaml", "Accept", "*/*").raw().body();
    assertThat(yaml).startsWith("playbook: as-json\n").contains("\n---\n");
    assertThat(app.getRaw("/api/playbooks/1/playbook.yaml", "Accept", "*/*").raw().body())
        .startsWith("# The eight segments");
    Answer bad = app.post("/api/playbooks", json.replace("count", "cuont"));
    refused(422, "playbook", bad);
    assertThat(bad.body().path("problems").path(0).path("line").intValue()).isEqualTo(3);
    refusedParameter(404, "version", app.get("/api/playbooks/9999/playbook.json"));
  }

  @Test
  void saysWhatIsWrongWithLineAndColumn() {
    Answer answer = app.post("/api/playbooks", playbook("bad", "sixty") + "guess: 1\n", YAML);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.raw().headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(answer.body().path("field").asString()).isEqualTo("playbook");
    assertThat(answer.body().path("problems")).hasSize(2);
    assertThat(answer.body().path("problems").path(0).path("line").intValue()).isEqualTo(6);
    assertThat(answer.body().path("problems").path(0).path("column").intValue()).isPositive();
    assertThat(answer.body().path("detail").asString()).contains("line 6").contains("sixty");
    assertThat(app.post("/api/playbooks", "{ not yaml", YAML).status()).isEqualTo(422);
  }

  @Test
  void refusesRequestsByTheFieldThatIsWrong() {
    String yaml = playbook("fields", "60d");
    refused(415, "Content-Type", app.post("/api/playbooks", yaml, "Content-Type", "image/png"));
    refused(400, "body", app.post("/api/playbooks", "[]"));
    refused(400, "playbook", app.post("/api/playbooks", "{}"));
    refused(400, "reason", app.post("/api/playbooks", "{\"playbook\":\"x\",\"reason\":\"\"}"));
    refused(400, "because", app.post("/api/playbooks?because=%20", yaml, YAML));
    refused(400, "because", app.post("/api/playbooks?because=" + "x".repeat(501), yaml, YAML));
    refused(400, "body", app.post("/api/playbooks", new byte[] {(byte) 0xff}, YAML));
    refused(422, "playbook", app.post("/api/playbooks", yaml.replace("GBP", "EUR"), YAML));
    refused(400, "startSequences", activate(1, "{\"startSequences\":\"yes\"}"));
    refused(
        415,
        "Content-Type",
        app.post("/api/playbooks/1/activate", "", "Content-Type", "text/plain"));
    refusedParameter(404, "version", activate(9999, "{}"));
    refusedParameter(404, "version", app.get("/api/playbooks/9999"));
    int draft = drafted(playbook("fields-draft", "60d"));
    refusedParameter(404, "version", app.get("/api/playbooks/" + draft + "/activation"));
    refusedParameter(400, "version", app.get("/api/playbooks/first"));
    refusedParameter(400, "limit", app.get("/api/playbooks?limit=0"));
    refusedParameter(400, "to", app.get("/api/playbooks/1/diff"));
    refusedParameter(404, "to", app.get("/api/playbooks/1/diff?to=9999"));
  }

  @Test
  void saysOfATooLongPlaybookWhatCanBeDone() {
    String tooLong = "# " + "x".repeat(1 << 20) + "\n" + playbook("long", "60d");
    Answer yaml = app.post("/api/playbooks", tooLong, YAML);
    Answer json = app.post("/api/playbooks", "{\"playbook\":\"" + "x".repeat(2 << 20) + "\"}");
    for (Answer answer : java.util.List.of(yaml, json)) {
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.body().path("detail").asString())
          .contains("bytes unpacked: a playbook that has more must do with fewer segments");
    }
    Answer reason = activate(1, "{\"because\":\"" + "x".repeat(1 << 16) + "\"}");
    assertThat(reason.status()).isEqualTo(413);
    assertThat(reason.body().path("detail").asString()).contains("say why in a few words");
  }

  private static void refused(int status, String field, Answer answer) {
    refused(status, "field", field, answer);
  }

  private static void refusedParameter(int status, String parameter, Answer answer) {
    refused(status, "parameter", parameter, answer);
  }

  private static void refused(int status, String where, String wrong, Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.body().path(where).asString()).isEqualTo(wrong);
    assertThat(answer.body().path("detail").asString()).isNotBlank();
  }

  @Test
  void pagesThroughTheVersions() {
    drafted(playbook("page-a", "60d"));
    drafted(playbook("page-b", "60d"));
    JsonNode first = app.get("/api/playbooks?limit=1").body();
    assertThat(first.path("playbooks")).hasSize(1);
    assertThat(first.path("playbooks").path(0).path("name").asString()).isEqualTo("standard");
    assertThat(first.path("next").intValue()).isEqualTo(1);
    JsonNode all = app.get("/api/playbooks?after=1").body();
    assertThat(all.path("playbooks").path(0).path("version").intValue()).isEqualTo(2);
    assertThat(all.has("next")).isFalse();
  }

  @Test
  void tellsWhatDiffersInWords() {
    int from = drafted(playbook("diff", "60d"));
    int to = drafted(playbook("diff", "30d"));
    JsonNode found = app.get("/api/playbooks/" + from + "/diff?to=" + to).body();
    assertThat(found.path("differences")).hasSize(1);
    JsonNode difference = found.path("differences").path(0);
    assertThat(difference.path("what").asString()).isEqualTo("definition-changed");
    assertThat(difference.path("words").asString()).contains("less-than: 60d", "less-than: 30d");
  }

  /** "A definition changed within 90 days of the activation needs a reason." */
  @Test
  void asksForAReasonToChangeADefinitionEarly() {
    assertThat(activate(drafted(playbook("early", "60d")), "{}").status()).isEqualTo(202);

    Answer draft = app.post("/api/playbooks", playbook("early", "30d"), YAML);
    assertThat(codes(draft)).contains("definition-changed-early");
    int changed = draft.body().path("version").intValue();
    Answer refused = activate(changed, "{}");
    refused(422, "because", refused);
    assertThat(refused.body().path("detail").asString()).contains("`early`", "0 days", "3 to 6");
    assertThat(row(changed).path("status").asString()).isEqualTo("draft");
    assertThat(activate(changed, "{\"because\":\"60 days were too long\"}").status())
        .isEqualTo(202);

    Answer reasoned = app.post("/api/playbooks?because=why+not", playbook("early", "20d"), YAML);
    assertThat(codes(reasoned)).doesNotContain("definition-changed-early");
    assertThat(activate(reasoned.body().path("version").intValue(), "{}").status()).isEqualTo(202);
    // The reason to draft it is not one to come back to it.
    assertThat(activate(changed, "{\"because\":\"back\"}").status()).isEqualTo(202);
    refused(422, "because", activate(reasoned.body().path("version").intValue(), "{}"));
  }

  /** What is stored is not written again, so that a reason which comes later is none. */
  @Test
  void keepsWarningOfAnEarlyChangeWhoseReasonIsNotStored() {
    assertThat(activate(drafted(playbook("late", "60d")), "{}").status()).isEqualTo(202);
    String changed = playbook("late", "30d");
    int version = drafted(changed);

    Answer again = app.post("/api/playbooks?because=too+long", changed, YAML);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body().path("version").intValue()).isEqualTo(version);
    assertThat(codes(again)).contains("definition-changed-early");
    assertThat(again.body().path("warnings").toString())
        .contains("say why in `because` when you activate it");
    refused(422, "because", activate(version, "{}"));

    String reasoned = playbook("late", "20d");
    app.post("/api/playbooks?because=we+try+it", reasoned, YAML);
    Answer repeated = app.post("/api/playbooks", reasoned, YAML);
    assertThat(codes(repeated)).doesNotContain("definition-changed-early");
    assertThat(activate(repeated.body().path("version").intValue(), "{}").status()).isEqualTo(202);
  }

  private static java.util.List<String> codes(Answer draft) {
    return draft.body().path("warnings").valueStream().map(w -> w.path("code").asString()).toList();
  }

  /** Two at the same time: one of them is told, and can look again. */
  @Test
  void refusesAnActivationThatMeetsAnother() throws Exception {
    int mine = drafted(playbook("mine", "60d"));
    int theirs = drafted(playbook("theirs", "60d"));
    try (Connection other =
        DriverManager.getConnection(database.url(), database.user(), database.password())) {
      other.setAutoCommit(false);
      try (PreparedStatement insert =
          other.prepareStatement(
              "insert into domain_event (aggregate, sequence, aggregate_type, recorded_at,"
                  + " payload_type, payload) select aggregate, max(sequence) + 1, 'Playbook',"
                  + " max(recorded_at), 'io.trailmark.sharedevents.PlaybookActivated', ? from"
                  + " domain_event where aggregate = 'playbook' group by aggregate")) {
        long at = app.bean(PostgresBusinessClock.class).millis();
        insert.setBytes(
            1,
            ("{\"playbook\":\"playbook\",\"version\":"
                    + theirs
                    + ",\"at\":"
                    + at
                    + ",\"startSequences\":false}")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        insert.execute();
      }
      var asked = CompletableFuture.supplyAsync(() -> activate(mine, "{}"));
      eventually(
          () ->
              app.jdbc()
                      .sql("select count(*) from pg_locks where not granted")
                      .query(Long.class)
                      .single()
                  > 0);
      other.commit();
      refusedParameter(409, "version", asked.get());
    }
    assertThat(row(mine).path("status").asString()).isEqualTo("draft");
    assertThat(row(theirs).path("status").asString()).isEqualTo("active");
  }

  /** Surveys are recorded in the same stream, and are in nobody's way. */
  @Test
  void passesADraftThatMeetsAnother() throws Exception {
    int before = app.get("/api/playbooks").body().path("playbooks").size();
    var one = CompletableFuture.supplyAsync(() -> drafted(playbook("race-a", "60d")));
    var two = CompletableFuture.supplyAsync(() -> drafted(playbook("race-b", "60d")));
    assertThat(one.get()).isNotEqualTo(two.get());
    assertThat(app.get("/api/playbooks").body().path("playbooks")).hasSize(before + 2);
  }
}
