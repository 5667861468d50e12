package io.trailmark.commandside.timedriven;

import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.playbook.PlaybookService;
import io.trailmark.eventstore.PostgresBusinessClock;
import io.trailmark.eventstore.TestPostgres;
import io.trailmark.forecast.prediction.Fit;
import io.trailmark.segmentation.prediction.BgNbd;
import io.trailmark.segmentation.prediction.Histories;
import io.trailmark.sharedevents.SurveyTaken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments by predicted measures: fitted, moved by time, and fitted anew. */
class PredictionsTest {
  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  private static final double RISK = 0.5;

  @TempDir private Path folder;
  private final long seed = Long.getLong("trailmark.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Map<String, TreeSet<LocalDate>> bought = new TreeMap<>();
  private String playbook = "";
  private int ids;

  @BeforeEach
  void setUp() throws IOException {
    System.out.println("PredictionsTest seed " + seed);
    Path file = folder.resolve("predicting.yaml");
    Files.writeString(
        file,
        """
        playbook: predicting
        zone: Europe/London
        currency: GBP
        predictions: true
        segments:
          - { id: slipping, when: { predicted: churn-risk, more-than: 50% } }
        """);
    playbook = "--trailmark.playbook=" + file;
  }

  private static long midnight(LocalDate day) {
    return day.atStartOfDay(LONDON).toInstant().toEpochMilli();
  }

  /** Customers who buy at different paces, and some of whom stop. */
  private List<String> orders(LocalDate from, LocalDate to, int customers) {
    List<String> orders = new ArrayList<>();
    for (int i = 0; i < customers; i++) {
      String customer = "c" + i;
      int pace = 2 + random.nextInt(12);
      LocalDate day = from.plusDays(random.nextInt(20));
      while (day.isBefore(to)) {
        Instant at = day.atTime(random.nextInt(23), 30).atZone(LONDON).toInstant();
        orders.add(order("o" + ids++, customer, at.toString(), 10 + random.nextInt(50) + ".00"));
        bought.computeIfAbsent(customer, c -> new TreeSet<>()).add(day);
        day = random.nextInt(6) == 0 ? to : day.plusDays(1 + random.nextInt(2 * pace));
      }
    }
    return orders;
  }

  /** Straight from the days: the fit over what was bought before a day. */
  private BgNbd fitted(LocalDate before) {
    Histories.Builder histories = Histories.builder();
    bought
        .values()
        .forEach(
            days -> {
              TreeSet<LocalDate> known = new TreeSet<>(days.headSet(before));
              if (!known.isEmpty()) {
                histories.add(
                    known.size() - 1,
                    (int) ChronoUnit.DAYS.between(known.first(), known.last()),
                    (int) ChronoUnit.DAYS.between(known.first(), before.minusDays(1)));
              }
            });
    return Fit.bgNbd(histories.build()).orElseThrow().model();
  }

  private double risk(BgNbd model, String customer, LocalDate before) {
    TreeSet<LocalDate> known = new TreeSet<>(bought.get(customer).headSet(before));
    double last = ChronoUnit.DAYS.between(known.first(), known.last()) / 7.0;
    double now = ChronoUnit.DAYS.between(known.first(), before.minusDays(1)) / 7.0;
    return 1 - model.alive(known.size() - 1, last, now);
  }

  /** By the risk in hundredths of a percent. */
  private boolean isSlipping(BgNbd model, String customer, LocalDate before) {
    return Math.round(10_000 * risk(model, customer, before)) > 10_000 * RISK;
  }

  /** The first day from {@code from} on which a customer is in, none before {@code to}: null. */
  private LocalDate firstIn(BgNbd model, String customer, LocalDate from, LocalDate to) {
    return from.datesUntil(to)
        .filter(day -> isSlipping(model, customer, day))
        .findFirst()
        .orElse(null);
  }

  private static List<Long> entered(CommandSide app, String customer) {
    return app.events(customer).stream()
        .filter(e -> e.startsWith("SegmentEntered"))
        .map(e -> Long.parseLong(e.replaceAll(".*\"at\":(\\d+).*", "$1")))
        .toList();
  }

  private static List<String> surveys(CommandSide app) {
    return app.jdbc()
        .sql(
            "select convert_from(payload, 'UTF8') from domain_event where payload_type like"
                + " '%SurveyTaken' order by sequence")
        .query(String.class)
        .list();
  }

  private static void untilDecided(CommandSide app, int revision) {
    eventually(
        () ->
            app.jdbc()
                .sql("select exists (select from revision where number = ? and state = 'DONE')")
                .param(revision)
                .query(Boolean.class)
                .single());
  }

  private static void goOnTo(CommandSide app, long instant) {
    PostgresBusinessClock clock = app.bean(PostgresBusinessClock.class);
    clock.setSpeed(172_800);
    eventually(() -> clock.millis() >= instant);
    clock.setSpeed(1);
    eventually(
        () ->
            app.jdbc()
                .sql("select not exists (select from customer where due <= ?)")
                .param(instant)
                .query(Boolean.class)
                .single());
  }

  /** Each at the midnight at which the model says so, and at the first of a month by a new one. */
  @Test
  void movesCustomersAtTheMidnightsThatTheModelSays() {
    LocalDate start = LocalDate.of(2011, 3, 20);
    LocalDate april = LocalDate.of(2011, 4, 1);
    try (CommandSide app = CommandSide.start("2011-03-20T12:00:00Z", playbook)) {
      eventually(() -> surveys(app).size() == 1);
      List<String> orders = orders(LocalDate.of(2011, 1, 2), start, 80);
      orders.forEach(app::record);
      assertThat(bought.keySet()).allSatisfy(c -> assertThat(entered(app, c)).isEmpty());

      goOnTo(app, midnight(april) + 3_600_000);
      eventually(() -> surveys(app).size() >= 13);
      untilDecided(app, 3);

      BgNbd model = fitted(april);
      LocalDate end = april.plusDays(20);
      assertThat(surveys(app).stream().filter(s -> s.contains("\"buying\"")))
          .singleElement()
          .asString()
          .contains("\"asOf\":" + midnight(april))
          .contains("\"alpha\":" + model.alpha());
      goOnTo(app, midnight(end) - 3_600_000);
      int moved = 0;
      for (String customer : bought.keySet()) {
        LocalDate in = firstIn(model, customer, april, end);
        List<Long> expected = in == null ? List.of() : List.of(midnight(in));
        assertThat(entered(app, customer)).as("seed %d %s", seed, customer).isEqualTo(expected);
        moved += in == null || in.equals(april) ? 0 : 1;
      }
      assertThat(moved).as("seed %d", seed).isPositive();
    }
  }

  /** "A fresh survey": what is predicted by is as of the beginning of the month. */
  @Test
  void fitsAnewAfterAnImport() {
    LocalDate march = LocalDate.of(2011, 3, 1);
    LocalDate day = LocalDate.of(2011, 3, 20);
    try (CommandSide app = CommandSide.start("2011-03-20T12:00:00Z", playbook)) {
      eventually(() -> surveys(app).size() == 1);
      List<String> orders = orders(LocalDate.of(2011, 1, 2), day, 80);
      var answer = app.post("/v1/import", String.join("\n", orders));
      String path = "/v1/imports/" + answer.body().path("id").longValue();
      eventually(() -> app.get(path).body().path("state").asString().equals("done"));
      untilDecided(app, 3);

      BgNbd model = fitted(march);
      assertThat(surveys(app).getLast()).contains("\"alpha\":" + model.alpha());
      for (String customer : bought.keySet()) {
        boolean in = isSlipping(model, customer, day);
        assertThat(entered(app, customer)).as("seed %d %s", seed, customer).hasSize(in ? 1 : 0);
        assertThat(app.events(customer).stream().filter(e -> e.startsWith("SegmentEntered")))
            .allMatch(e -> e.contains("\"quiet\":true"));
      }
    }
  }

  /** The node that fitted may be gone before it looks at anybody. */
  @Test
  void decidesEverybodyForAFitThatAnotherNodeMade() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    LocalDate day = LocalDate.of(2011, 3, 20);
    try (CommandSide app = CommandSide.start(database, "2011-03-20T12:00:00Z", playbook)) {
      eventually(() -> surveys(app).size() == 1);
      orders(LocalDate.of(2011, 1, 2), day, 40).forEach(app::record);
      untilDecided(app, 2);
      app.bean(TimeDriver.class).stop();
      BgNbd model = fitted(LocalDate.of(2011, 3, 1));
      var buying = new SurveyTaken.Buying(model.r(), model.alpha(), model.a(), model.b());
      long from = app.bean(PostgresBusinessClock.class).millis();
      boolean taken =
          app.bean(PlaybookService.class)
              .takeSurvey(
                  1,
                  midnight(day),
                  from,
                  true,
                  List.of(),
                  new SurveyTaken.Fit(midnight(LocalDate.of(2011, 3, 1)), buying, null),
                  null);
      assertThat(taken).isTrue();
      assertThat(bought.keySet()).allSatisfy(c -> assertThat(entered(app, c)).isEmpty());

      try (CommandSide other = CommandSide.join(database)) {
        untilDecided(other, 3);
        for (String customer : bought.keySet()) {
          boolean in = isSlipping(model, customer, day);
          assertThat(entered(other, customer))
              .as("seed %d %s", seed, customer)
              .isEqualTo(in ? List.of(from) : List.of());
        }
      }
    }
  }
}
