package io.trailmark.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class PostgresBusinessClockTest {
  private static final long SET = Instant.parse("2011-12-10T00:00:00Z").toEpochMilli();

  private final Machine machine = new Machine();
  private DataSource source;
  private JdbcClient jdbc;

  private static final class Machine extends Clock {
    private volatile long now = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(now);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  @BeforeEach
  void migrate() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    source = new DriverManagerDataSource(database.url(), database.user(), database.password());
    Flyway.configure().dataSource(source).load().migrate();
    jdbc = JdbcClient.create(source);
  }

  private PostgresBusinessClock start(Long now, double speed) {
    return PostgresBusinessClock.start(jdbc, machine, now, speed);
  }

  @Test
  void isTheMachinesTimeUnlessItWasSet() {
    PostgresBusinessClock clock = start(null, 1);
    assertThat(clock.millis()).isEqualTo(machine.now);
    machine.now += 5_000;
    assertThat(clock.millis()).isEqualTo(machine.now);
  }

  @Test
  void ticksFromWhereItWasSetAtItsSpeed() {
    PostgresBusinessClock clock = start(SET, 3_600);
    machine.now += 1_000;
    assertThat(clock.millis()).isEqualTo(SET + 3_600_000);
    assertThat(clock.until(SET + 7_200_000)).hasMillis(1_000);
    assertThat(clock.until(SET)).isZero();
  }

  @Test
  void neverRunsBackwardsWhenTheMachineDoes() {
    PostgresBusinessClock clock = start(null, 1);
    long before = clock.millis();
    machine.now -= 3_600_000;
    assertThat(clock.millis()).isEqualTo(before);
  }

  @Test
  void goesOnFromWhereItWasAfterARestart() {
    PostgresBusinessClock clock = start(SET, 1);
    machine.now += 10_000;
    clock.close();
    machine.now += 86_400_000;

    assertThat(start(null, 1).millis()).isEqualTo(SET + 10_000);
  }

  @Test
  void goesOnFromTheNewestEventAfterACrash() {
    start(SET, 1);
    jdbc.sql(
            "insert into domain_event (aggregate, sequence, aggregate_type, recorded_at,"
                + " payload_type, payload) values ('a', 0, 'T', ?, 'P', '')")
        .param(SET + 400)
        .update();
    machine.now += 86_400_000;

    assertThat(start(null, 1).millis()).isEqualTo(SET + 400);
  }

  @Test
  void isNotSetBack() {
    PostgresBusinessClock clock = start(SET, 1);
    machine.now += 10_000;
    clock.close();

    assertThatThrownBy(() -> start(SET, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2011-12-10T00:00:10Z")
        .hasMessageContaining("2011-12-10T00:00:00Z");
    assertThat(start(SET + 86_400_000, 1).millis()).isEqualTo(SET + 86_400_000);
  }

  @Test
  void isSharedByNodesThatAreAlive() {
    PostgresBusinessClock first = start(SET, 60);
    machine.now += 2_000;
    first.beat();
    PostgresBusinessClock second = start(null, 1);
    assertThat(second.millis()).isEqualTo(first.millis()).isEqualTo(SET + 120_000);

    first.setSpeed(1);
    second.beat();
    machine.now += 1_000;
    assertThat(second.millis()).isEqualTo(first.millis()).isEqualTo(SET + 121_000);
  }

  @Test
  void goesOnFromTheFarthestNodeWhenOneHearsLateOfALowerSpeed() {
    PostgresBusinessClock first = start(SET, 3_600);
    PostgresBusinessClock second = start(null, 1);
    first.setSpeed(1);
    machine.now += 5_000;
    long ahead = second.millis();
    assertThat(ahead).isEqualTo(SET + 5_000 * 3_600);

    second.beat();
    first.beat();
    machine.now += 1_000;

    assertThat(second.millis()).isEqualTo(first.millis()).isEqualTo(ahead + 1_000);
  }

  @Test
  void goesOnAtTheNewSpeedWhileThatIsStillBeingStored() throws InterruptedException {
    PostgresBusinessClock clock = start(SET, 3_600);
    Thread setting = new Thread(() -> clock.setSpeed(1));
    var transaction = new TransactionTemplate(new JdbcTransactionManager(source));
    transaction.executeWithoutResult(
        status -> {
          jdbc.sql("select from business_clock for update").query().listOfRows();
          setting.start();
          awaitStoring();
          machine.now += 1_000;
          assertThat(clock.millis()).isEqualTo(SET + 1_000);
        });
    setting.join();
    machine.now += 1_000;

    assertThat(clock.millis()).isEqualTo(SET + 2_000);
  }

  private void awaitStoring() {
    while (jdbc.sql("select count(*) from pg_locks where not granted").query(Long.class).single()
        == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void refusesASpeedThatIsNone() {
    assertThatThrownBy(() -> start(SET, 0)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> start(SET, Double.NaN)).hasMessageContaining("above 0");
  }
}
