package io.trailmark.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.trailmark.sharedevents.ActivityRecorded;
import io.trailmark.sharedevents.CustomerJoined;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.json.JsonMapper;

class ActivityLogTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private TestPostgres.Database database;
  private ActivityLog log;

  @BeforeEach
  void migrate() {
    database = TestPostgres.freshDatabase();
    var source = new DriverManagerDataSource(database.url(), database.user(), database.password());
    Flyway.configure().dataSource(source).load().migrate();
    log = new ActivityLog(source, null);
  }

  private static void insert(Connection c, String aggregate, long sequence, Object event)
      throws Exception {
    insert(c, aggregate, sequence, event.getClass().getName(), JSON.writeValueAsString(event));
  }

  private static void insert(
      Connection c, String aggregate, long sequence, String type, String json) throws Exception {
    try (PreparedStatement s =
        c.prepareStatement(
            "insert into domain_event (aggregate, sequence, aggregate_type, recorded_at,"
                + " payload_type, payload) values (?, ?, 'Customer', 1, ?, ?)")) {
      s.setString(1, aggregate);
      s.setLong(2, sequence);
      s.setString(3, type);
      s.setBytes(4, json.getBytes(StandardCharsets.UTF_8));
      s.executeUpdate();
    }
  }

  private static ActivityRecorded activity(int i, Map<String, Object> properties) {
    return new ActivityRecorded(
        "c" + i,
        "s",
        "m",
        i % 2 == 0 ? "order_placed" : "product_viewed",
        1_000L * i,
        i % 2 == 0 ? 5L * i : null,
        i % 4 == 0 ? "EUR" : null,
        properties,
        false,
        i % 3 == 0 ? "trail" + i : null);
  }

  private List<Logged> read(long after, long upTo) {
    List<Logged> read = new ArrayList<>();
    log.read(after, upTo, read::add);
    return read;
  }

  @Test
  void tellsWhatTheSerializerWould() throws Exception {
    Map<String, Object> properties = new HashMap<>();
    properties.put("text", "ä \" \\ \n");
    properties.put("number", 5);
    properties.put("large", 123_456_789_012_345L);
    properties.put("decimal", 5.10);
    properties.put("yes", true);
    properties.put("nothing", null);
    properties.put("items", List.of(Map.of("productId", "p", "quantity", 2), Map.of()));
    List<ActivityRecorded> events = new ArrayList<>();
    try (Connection c = database.connect()) {
      for (int i = 0; i < 50; i++) {
        ActivityRecorded event = activity(i, i % 7 == 0 ? properties : Map.of());
        events.add(event);
        insert(c, "c", 2 * i, event);
        insert(c, "c", 2 * i + 1, "io.trailmark.sharedevents.SegmentEntered", "{}");
      }
    }
    List<Logged> read = read(0, log.settled());
    assertThat(read).hasSize(50);
    for (int i = 0; i < read.size(); i++) {
      ActivityRecorded e =
          JSON.readValue(JSON.writeValueAsString(events.get(i)), ActivityRecorded.class);
      assertThat(read.get(i))
          .isEqualTo(
              new LoggedActivity(
                  2L * i + 1,
                  e.customer(),
                  e.source(),
                  e.kind(),
                  e.occurredAt(),
                  e.amount(),
                  e.currency(),
                  e.properties(),
                  e.trail()));
    }
    assertThat(read(3, 7)).extracting(Logged::position).containsExactly(5L, 7L);
  }

  @Test
  void tellsWhoWasJoinedAmongTheActivities() throws Exception {
    try (Connection c = database.connect()) {
      insert(c, "c1", 0, activity(1, Map.of()));
      insert(c, "c1", 1, new CustomerJoined("c1", "c2", 77));
      insert(c, "c2", 0, activity(2, Map.of()));
    }
    assertThat(read(0, log.settled()))
        .extracting(Logged::position, Logged::customer)
        .containsExactly(tuple(1L, "c1"), tuple(2L, "c1"), tuple(3L, "c2"));
    assertThat(read(1, 2)).containsExactly(new LoggedJoin(2, "c1", 77));
  }

  @Test
  void endsBeforeWhatATransactionMayStillBring() throws Exception {
    try (Connection slow = database.connect();
        Connection fast = database.connect()) {
      insert(fast, "fast", 0, activity(1, Map.of()));
      assertThat(log.settledByNow()).isEqualTo(1);
      slow.setAutoCommit(false);
      insert(slow, "slow", 0, activity(2, Map.of()));
      insert(fast, "fast", 1, activity(3, Map.of()));
      assertThat(log.settledByNow()).isEqualTo(1);
      slow.commit();
      assertThat(log.settledByNow()).isEqualTo(3);
      assertThat(read(1, 3)).extracting(Logged::customer).containsExactly("c2", "c3");
    }
  }

  @Test
  void saysWhatIsWrongAndLeavesNothingOpen() throws Exception {
    try (Connection c = database.connect()) {
      for (int i = 0; i < 3; i++) {
        insert(c, "c", i, activity(i, Map.of()));
      }
      assertThatThrownBy(
              () ->
                  log.read(
                      0,
                      3,
                      a -> {
                        throw new IllegalStateException("enough");
                      }))
          .hasMessage("enough");
      c.createStatement().execute("alter table domain_event rename column payload to gone");
      assertThatThrownBy(() -> read(0, 3)).hasMessageContaining("cannot be read");
    }
  }
}
