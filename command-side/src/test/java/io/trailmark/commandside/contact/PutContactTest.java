package io.trailmark.commandside.contact;

import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.CommandSide.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PutContactTest {
  private static CommandSide app;

  @BeforeAll
  static void start() {
    app = CommandSide.start("2011-12-10T00:00:00Z", "--trailmark.traits=plan,seats");
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static Map<String, Object> contact(String customerId) {
    return app.jdbc()
        .sql(
            "select email, name, phone, traits::text as traits from contact join identity using"
                + " (customer) where source_id = ?")
        .param(customerId)
        .query()
        .singleRow();
  }

  private static long contacts() {
    return app.jdbc().sql("select count(*) from contact").query(Long.class).single();
  }

  @Test
  void keepsWhatIsKnownOfAPerson() {
    Answer answer =
        app.put(
            "/v1/customers/ann%40example.com",
            """
            {"email":"ann@example.com","name":"Ann Ämter 😀","phone":"+44 20 7946 0000",
             "traits":{"plan":"gold","seats":3,"tags":["a",{"b":null}],"newsletter":true}}
            """);

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.raw().body()).isEmpty();
    assertThat(contact("ann@example.com"))
        .containsEntry("email", "ann@example.com")
        .containsEntry("name", "Ann Ämter 😀")
        .containsEntry("phone", "+44 20 7946 0000")
        .hasEntrySatisfying(
            "traits",
            t ->
                assertThat(t.toString())
                    .contains("\"plan\": \"gold\"", "\"seats\": 3", "{\"b\": null}"));
  }

  /**
   * "Rules see only recorded facts: zone and the configured non-personal traits as dated events."
   */
  @Test
  void recordsTheChangesOfTraitsThatRulesMayLookAt() {
    app.put("/v1/customers/fay", "{\"traits\":{\"plan\":\"gold\",\"seats\":3,\"nick\":\"f\"}}");
    app.put("/v1/customers/fay", "{\"traits\":{\"plan\":\"gold\",\"zone\":\"Asia/Tokyo\"}}");
    app.put("/v1/customers/fay", "{\"traits\":{\"plan\":\"gold\",\"zone\":\"Asia/Tokyo\"}}");

    assertThat(app.events("fay").stream().map(Object::toString).toList())
        .filteredOn(event -> event.contains("trait_changed"))
        .satisfiesExactly(
            event -> assertThat(event).contains("plan", "gold"),
            event -> assertThat(event).contains("seats", "3"),
            event -> assertThat(event).contains("seats").doesNotContain("3}"),
            event -> assertThat(event).contains("zone", "Asia/Tokyo"));
  }

  /** "All of it replaces what was known before." */
  @Test
  void replacesAllThatWasKnown() {
    app.put("/v1/customers/bob", "{\"email\":\"b@example.com\",\"name\":\"Bob\",\"phone\":\"1\"}");
    app.put("/v1/customers/bob", "{\"name\":\"Robert\",\"traits\":null}");

    assertThat(contact("bob"))
        .containsEntry("email", null)
        .containsEntry("name", "Robert")
        .containsEntry("phone", null)
        .containsEntry("traits", "{}");
  }

  /**
   * "No event, snapshot, saga, deadline, read model, dead letter, log or metric holds any of it."
   */
  @Test
  void tellsNobodyElse() {
    app.record(order("c1", "carla", "2011-12-09T10:00:00Z", "10.00"));
    app.put(
        "/v1/customers/carla",
        """
        {"email":"secret-mail@example.com","name":"Secret-Name","phone":"555-secret",
         "traits":{"secret-trait":"secret-value"}}
        """);
    app.record(order("c2", "carla", "2011-12-09T11:00:00Z", "10.00"));

    assertThat(app.events("carla")).isNotEmpty();
    List<String> tables =
        app.jdbc()
            .sql(
                "select table_name from information_schema.tables where table_schema = 'public' and"
                    + " table_type = 'BASE TABLE' and table_name <> 'contact'")
            .query(String.class)
            .list();
    assertThat(tables).contains("domain_event", "snapshot", "waiting_run", "deadline", "identity");
    for (String table : tables) {
      // Rows as text show bytes as hexadecimal digits.
      List<String> rows =
          app.jdbc()
              .sql("select row_to_json(t)::text from " + table + " t")
              .query(String.class)
              .list();
      String hex =
          java.util.HexFormat.of()
              .formatHex("ecret".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      assertThat(rows).as(table).noneMatch(r -> r.contains("ecret") || r.contains(hex));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"email":"no address"}|email
          {"email":"a@b@c"}|email
          {"email":7}|email
          {"email":""}|email
          {"name":["Ann"]}|name
          {"name":"a\\u0000b"}|name
          {"name":"\\ud800"}|name
          {"phone":{"mobile":1}}|phone
          {"traits":"gold"}|traits
          {"traits":["gold"]}|traits
          {"traits":{"plan":"a\\u0000b"}}|traits
          {"traits":{"a\\u0000b":1}}|traits
          {"traits":{"plan":"\\ud800"}}|traits
          {"traits":{"plan":1e999999}}|traits
          {"traits":{"zone":"Mars/Base"}}|traits.zone
          {"traits":{"plan":["gold"]}}|traits.plan
          {"emial":"ann@example.com"}|emial
          {"name":|JSON
          []|JSON object
          null|JSON object
          """)
  void refusesWhatCannotBeKeptAndNamesTheField(String body, String field) {
    long before = contacts();
    problem(app.put("/v1/customers/dora", body), 400, field);
    assertThat(contacts()).isEqualTo(before);
  }

  @Test
  void saysWhatIsWrongWithJsonInWordsOfItsOwn() {
    for (String body : List.of("{} {}", "{\"name\":\"a\",\"name\":\"b\"}", "[".repeat(2_000))) {
      Answer answer = app.put("/v1/customers/gus", body);
      problem(answer, 400, "not valid JSON");
      assertThat(answer.raw().body()).doesNotContain("jackson", "_", "Constraints");
    }
  }

  @Test
  void refusesTooMuch() {
    problem(app.put("/v1/customers/dora", ""), 400, "JSON object");
    String name = "{\"name\":\"" + "x".repeat(1_001) + "\"}";
    problem(app.put("/v1/customers/dora", name), 400, "name");
    String phone = "{\"phone\":\"" + "x".repeat(1_001) + "\"}";
    problem(app.put("/v1/customers/dora", phone), 400, "phone");
    String traits = "{\"traits\":{\"a\":\"" + "x".repeat(40_000) + "\"}}";
    problem(app.put("/v1/customers/dora", traits), 413, "32768 bytes unpacked: leave out");
    String deep = "{\"traits\":{\"a\":" + "[".repeat(600) + "]".repeat(600) + "}}";
    problem(app.put("/v1/customers/dora", deep), 400, "");
  }

  @ParameterizedTest
  @CsvSource({"%20", "a%0Ab", "a%7Fb"})
  void refusesIdsThatActivitiesCannotHave(String id) {
    problem(app.put("/v1/customers/" + id, "{\"name\":\"Ann\"}"), 400, "id");
    problem(app.put("/v1/customers/" + "x".repeat(257), "{\"name\":\"Ann\"}"), 400, "id");
  }

  @Test
  void needsAWriteKey() {
    problem(
        app.put("/v1/customers/eve", "{\"name\":\"Eve\"}", "Content-Type", "application/json"),
        401,
        "a write key is needed");
    problem(
        app.put(
            "/v1/customers/eve",
            "{\"name\":\"Eve\"}",
            "Content-Type",
            "application/json",
            "Authorization",
            CommandSide.basic("wrong-key")),
        401,
        "not known");
  }

  private static void problem(Answer answer, int status, String detail) {
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
    assertThat(answer.raw().headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(answer.body().path("detail").asString()).contains(detail);
  }
}
