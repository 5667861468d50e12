package io.trailmark.queryside.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trailmark.eventstore.TestPostgres;
import io.trailmark.queryside.QuerySide;
import io.trailmark.queryside.TestMongo;
import io.trailmark.sharedevents.ActivityRecorded;
import io.trailmark.sharedevents.CustomerEvent;
import io.trailmark.sharedevents.CustomerJoined;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class AuditTest {
  private static final String NOW = "2011-12-09T12:00:00Z";
  private static final List<String> KINDS =
      List.of("order_placed", "message_opened", "cart_item_added");

  private static List<ActivityRecorded> activities(Random random, int from, int to) {
    List<ActivityRecorded> all = new ArrayList<>();
    for (int i = from; i < to; i++) {
      String kind = KINDS.get(random.nextInt(3));
      boolean order = kind.equals("order_placed");
      all.add(
          new ActivityRecorded(
              "customer" + random.nextInt(order ? 40 : 200),
              random.nextInt(4) == 0 ? "app.v2$" : "shop",
              "m" + i,
              kind,
              Instant.parse(NOW).toEpochMilli() - random.nextLong(50L * 86_400_000),
              order ? 100L : null,
              null,
              Map.of(),
              false,
              null));
    }
    return all;
  }

  private static void same(JsonNode audit, List<ActivityRecorded> all) {
    Map<String, Long> days = new TreeMap<>();
    Map<String, Set<String>> customers = new TreeMap<>();
    Map<String, Long> counts = new TreeMap<>();
    for (ActivityRecorded a : all) {
      LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(a.occurredAt()), ZoneOffset.UTC);
      String id = a.source() + " " + a.kind();
      counts.merge(id, 1L, Long::sum);
      customers.computeIfAbsent(id, k -> new HashSet<>()).add(a.customer());
      if (!day.isBefore(LocalDate.parse("2011-11-09"))) {
        days.merge(day + " " + id, 1L, Long::sum);
      }
    }
    assertThat(audit.path("activities").longValue()).isEqualTo(all.size());
    Map<String, Long> told = new TreeMap<>();
    audit
        .path("days")
        .forEach(
            d ->
                told.put(
                    d.path("date").asString()
                        + " "
                        + d.path("source").asString()
                        + " "
                        + d.path("kind").asString(),
                    d.path("count").longValue()));
    assertThat(told).isEqualTo(days);
    assertThat(audit.path("kinds").size()).isEqualTo(counts.size());
    for (JsonNode kind : audit.path("kinds")) {
      String id = kind.path("source").asString() + " " + kind.path("kind").asString();
      assertThat(kind.path("count").longValue()).isEqualTo(counts.get(id));
      long exactly = customers.getOrDefault(id, Set.of()).size();
      assertThat(kind.path("customers").longValue()).isCloseTo(exactly, within(exactly / 10 + 1));
      assertThat(kind.path("share").doubleValue()).isBetween(0.01, 1.0);
      assertThat(kind.path("first").asString()).isLessThan(kind.path("last").asString());
    }
  }

  @Test
  void countsWhatArrivedOnceOnTwoNodesAndRebuildsTheSame() {
    long seed = System.nanoTime();
    System.out.println("seed of AuditTest: " + seed);
    Random random = new Random(seed);
    TestPostgres.Database postgres = TestPostgres.freshDatabase();
    String mongo = TestMongo.freshDatabase();
    String often = "--trailmark.audit.pause=20ms";
    List<ActivityRecorded> all = new ArrayList<>();
    try (QuerySide one = QuerySide.start(postgres, mongo, NOW, often);
        QuerySide two = QuerySide.start(postgres, mongo, "", often)) {
      one.activateStandardPlaybook("2011-11-01T00:00:00Z");
      for (int i = 0; i < 40; i++) {
        List<ActivityRecorded> some = activities(random, 20 * i, 20 * (i + 1));
        one.record(some.toArray(CustomerEvent[]::new));
        all.addAll(some);
      }
      one.settle();
      two.settle();
      JsonNode audit = one.get("/api/audit").body();
      same(audit, all);
      assertThat(audit.path("segments").toString())
          .contains("message_clicked", "order_refunded")
          .doesNotContain("\"order_placed\"");

      assertThat(one.post("/api/projections/audit/rebuild").status()).isEqualTo(202);
      one.settle();
      same(one.get("/api/audit").body(), all);
      assertThat(one.get("/api/audit?from=2011-12-09&to=2011-12-08").status()).isEqualTo(400);
    }
  }

  /** What came over from another customer arrived once; what was not recorded is told by day. */
  @Test
  void countsWhatWasJoinedOnceAndTellsWhatWasNotRecorded() {
    ActivityRecorded visit =
        new ActivityRecorded(
            "visitor", "shop", "m", "logged_in", 1_000, null, null, Map.of(), false, null);
    ActivityRecorded taken =
        new ActivityRecorded(
            "person", "shop", "m", "logged_in", 1_000, null, null, Map.of(), false, "visitor");
    try (QuerySide side = QuerySide.start(NOW, "--trailmark.audit.pause=20ms")) {
      side.activateStandardPlaybook("2011-11-01T00:00:00Z");
      side.record(visit, taken, new CustomerJoined("visitor", "person", 2_000));
      side.settle();
      assertThat(side.get("/api/audit").body().path("activities").intValue()).isEqualTo(1);

      JdbcClient jdbc = side.bean(JdbcClient.class);
      for (String row :
          List.of(
              "'2011-12-01', 'shop', 'rejected', 'kind', 3",
              "'2011-12-01', 'shop', 'clock', 'ahead-over-1h', 2",
              "'2011-10-01', 'shop', 'clock', 'within-1m', 1")) {
        jdbc.sql("insert into arrival values (" + row + ")").update();
      }
      JsonNode audit = side.get("/api/audit").body();
      assertThat(audit.path("arrivals").toString())
          .isEqualTo(
              "[{\"date\":\"2011-12-01\",\"source\":\"shop\",\"outcome\":\"rejected\","
                  + "\"field\":\"kind\",\"count\":3}]");
      assertThat(audit.path("clocks").toString())
          .isEqualTo(
              "[{\"date\":\"2011-12-01\",\"source\":\"shop\",\"skew\":\"ahead-over-1h\","
                  + "\"requests\":2}]");
    }
  }
}
