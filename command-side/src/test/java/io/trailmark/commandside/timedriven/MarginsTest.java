package io.trailmark.commandside.timedriven;

import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.eventstore.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * "An import or activation seeds a margin by sweeping the surveys of the recorded history". Of ten
 * customers ann was first in January and bob is since February: she is second now, within the
 * margin, and stays in; cid is third and never was first.
 */
class MarginsTest {
  private static final String[] HISTORY =
      IntStream.range(0, 7)
          .mapToObj(i -> order("o" + i, "c" + i, "2011-01-05T10:00:00Z", "10.00"))
          .toArray(String[]::new);

  @TempDir private Path folder;
  private String margin = "";

  @BeforeEach
  void writePlaybook() throws IOException {
    Path file = folder.resolve("margin.yaml");
    Files.writeString(
        file,
        """
        playbook: margin
        zone: UTC
        currency: GBP
        segments:
          - { id: first, when: { top: 10%, of: { net: order_placed }, keep: 20% } }
        """);
    margin = "--trailmark.playbook=" + file;
  }

  private static String history() {
    return String.join(
        "\n",
        String.join("\n", HISTORY),
        order("a1", "ann", "2011-01-05T10:00:00Z", "100.00"),
        order("b0", "bob", "2011-01-05T10:00:00Z", "1.00"),
        order("b1", "bob", "2011-02-05T10:00:00Z", "150.00"),
        order("d1", "cid", "2011-01-06T10:00:00Z", "50.00"));
  }

  private static boolean isFirst(CommandSide app, String customer) {
    return app.events(customer).stream()
        .filter(e -> e.startsWith("Segment") && e.contains("\"first\""))
        .reduce((before, last) -> last)
        .map(e -> e.startsWith("SegmentEntered"))
        .orElse(false);
  }

  private static void bothAreFirst(CommandSide app) {
    eventually(() -> isFirst(app, "bob") && isFirst(app, "ann"));
    assertThat(isFirst(app, "cid")).isFalse();
    assertThat(app.events("ann").stream().filter(e -> e.startsWith("SegmentEntered")))
        .allMatch(e -> e.contains("\"quiet\":true"));
  }

  @Test
  void anImportTellsWhoCameToBeInBefore() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app = CommandSide.start(database, "2011-03-01T12:00:00Z", margin)) {
      app.post("/v1/import", history());
      bothAreFirst(app);
    }
    // What was found is recorded.
    try (CommandSide app = CommandSide.start(database, "2011-03-03T12:00:00Z")) {
      app.record(order("late", "c1", "2011-03-03T11:00:00Z", "1.00"));
      eventually(() -> isFirst(app, "bob") && isFirst(app, "ann"));
    }
  }

  @Test
  void anActivationDoesToo() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app = CommandSide.start(database, "2011-03-01T12:00:00Z")) {
      app.post("/v1/import", history());
    }
    try (CommandSide app = CommandSide.start(database, "", margin)) {
      bothAreFirst(app);
    }
  }

  /** Imported later, what happened earlier: then ann never was first. */
  @Test
  void anotherImportTellsAnotherPast() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app = CommandSide.start(database, "2011-03-01T12:00:00Z", margin)) {
      app.post("/v1/import", history());
      bothAreFirst(app);
      app.post(
          "/v1/import",
          order("c9", "eve", "2011-01-04T10:00:00Z", "140.00")
              + "\n"
              + order("c8", "fay", "2011-01-04T10:00:00Z", "1.00"));
      eventually(() -> !isFirst(app, "ann"));
      assertThat(isFirst(app, "bob")).isTrue();
    }
  }
}
