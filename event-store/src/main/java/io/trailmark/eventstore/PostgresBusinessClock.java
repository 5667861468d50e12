package io.trailmark.eventstore;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Business time that all nodes on one database share: {@code anchor_business + (machine -
 * anchor_machine) * speed}.
 *
 * <p>It is simulated once it was set or made to run at another speed: then it goes on from where it
 * was when the last node stopped. Otherwise it is the machine's time. It never runs backwards: not
 * in a JVM when the machine's clock is set back, and not over a restart; how far it came is noted
 * twice a second, and after a crash the newest events tell the rest.
 */
public final class PostgresBusinessClock extends BusinessClock implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PostgresBusinessClock.class);

  /** Machine milliseconds between two notes of how far the clock came. */
  private static final long BEAT = 500;

  /** Machine milliseconds after its last beat during which a node counts as alive. */
  private static final long ALIVE = 5_000;

  /** Machine milliseconds by which the clocks of machines may differ. */
  private static final long AHEAD = 2 * BEAT;

  private final JdbcClient jdbc;
  private final Clock machine;

  /** Held while the stored state is changed or taken over. */
  private final Object changes = new Object();

  private long last;
  private volatile State state;
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("business-clock").factory());

  private record State(
      boolean simulated,
      long anchorBusiness,
      long anchorMachine,
      double speed,
      long reached,
      long heartbeat) {

    long at(long machine) {
      return simulated ? anchorBusiness + (long) ((machine - anchorMachine) * speed) : machine;
    }
  }

  private PostgresBusinessClock(JdbcClient jdbc, Clock machine, State state) {
    this.jdbc = jdbc;
    this.machine = machine;
    this.state = state;
    this.last = state.reached();
  }

  /**
   * Starts the clock of this node.
   *
   * @param now what to set it to, null: go on as before
   * @throws IllegalArgumentException if {@code now} is before what business time has reached, or
   *     the speed is not above 0
   */
  static PostgresBusinessClock start(JdbcClient jdbc, @Nullable Long now, double speed) {
    PostgresBusinessClock clock = start(jdbc, Clock.systemUTC(), now, speed);
    clock.heart.scheduleWithFixedDelay(clock::beat, BEAT, BEAT, TimeUnit.MILLISECONDS);
    return clock;
  }

  static PostgresBusinessClock start(
      JdbcClient jdbc, Clock machine, @Nullable Long now, double speed) {
    if (!(speed > 0) || Double.isInfinite(speed)) {
      throw new IllegalArgumentException("trailmark.clock.speed must be above 0, not " + speed);
    }
    State state = adopt(stored(jdbc), newestEvent(jdbc), machine.millis(), now, speed);
    store(jdbc, state);
    return new PostgresBusinessClock(jdbc, machine, state);
  }

  private static State adopt(
      Optional<State> stored, long newestEvent, long machine, @Nullable Long now, double speed) {
    long reached = Math.max(newestEvent, stored.map(State::reached).orElse(0L));
    boolean simulated = stored.map(State::simulated).orElse(false);
    if (now != null) {
      if (now < reached) {
        throw new IllegalArgumentException(
            "business time has already reached "
                + Instant.ofEpochMilli(reached)
                + " here: it cannot be set back to "
                + Instant.ofEpochMilli(now));
      }
      return new State(true, now, machine, speed, now, machine);
    }
    if (!simulated && speed == 1) {
      return new State(false, machine, machine, 1, Math.max(reached, 0), machine);
    }
    if (simulated && machine - stored.get().heartbeat() < ALIVE && speed == 1) {
      return stored.get();
    }
    long from = simulated ? reached : Math.max(reached, machine);
    return new State(true, from, machine, speed, from, machine);
  }

  private static Optional<State> stored(JdbcClient jdbc) {
    return jdbc.sql(
            "select simulated, anchor_business, anchor_machine, speed, reached, heartbeat_machine"
                + " from business_clock")
        .query(
            (row, n) ->
                new State(
                    row.getBoolean(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getDouble(4),
                    row.getLong(5),
                    row.getLong(6)))
        .optional();
  }

  private static long newestEvent(JdbcClient jdbc) {
    return jdbc.sql(
            "select coalesce(max(recorded_at), 0) from (select recorded_at from domain_event order"
                + " by global_index desc limit 1000) newest")
        .query(Long.class)
        .single();
  }

  private static void store(JdbcClient jdbc, State s) {
    jdbc.sql(
            "insert into business_clock as old (simulated, anchor_business, anchor_machine, speed,"
                + " reached, heartbeat_machine) values (?, ?, ?, ?, ?, ?) on conflict (single) do"
                + " update set simulated = excluded.simulated, anchor_business ="
                + " excluded.anchor_business, anchor_machine = excluded.anchor_machine, speed ="
                + " excluded.speed, reached = greatest(old.reached, excluded.reached),"
                + " heartbeat_machine = excluded.heartbeat_machine")
        .params(
            List.of(
                s.simulated(),
                s.anchorBusiness(),
                s.anchorMachine(),
                s.speed(),
                s.reached(),
                s.heartbeat()))
        .update();
  }

  /** Notes how far this node's clock came, and takes over what another node set. */
  void beat() {
    synchronized (changes) {
      try {
        jdbc.sql(
                "update business_clock set reached = greatest(reached, ?), heartbeat_machine ="
                    + " greatest(heartbeat_machine, ?)")
            .params(List.of(millis(), machine.millis()))
            .update();
        stored(jdbc).ifPresent(this::takeOver);
      } catch (RuntimeException e) {
        log.warn("Business time could not be noted: {}", e.toString());
      }
    }
  }

  /**
   * A node that hears late of a lower speed has run ahead of it. Time goes on from there on all
   * nodes: it would stand still on that one until the others came as far.
   */
  private void takeOver(State stored) {
    long now = machine.millis();
    long ahead = stored.reached() - stored.at(now);
    if (stored.simulated() && ahead > AHEAD * stored.speed()) {
      long from = stored.reached();
      state = new State(true, from, now, stored.speed(), from, now);
      store(jdbc, state);
    } else {
      state = stored;
    }
  }

  /**
   * Lets business time run faster or slower from now on, on all nodes.
   *
   * @param speed business milliseconds in a machine millisecond, above 0
   */
  public void setSpeed(double speed) {
    if (!(speed > 0) || Double.isInfinite(speed)) {
      throw new IllegalArgumentException("the speed must be above 0, not " + speed);
    }
    synchronized (changes) {
      State changed;
      // Nobody may see the old speed once the new one has its anchor: time would stand still until
      // the anchor has made up for it.
      synchronized (this) {
        long now = millis();
        changed = new State(true, now, machine.millis(), speed, now, machine.millis());
        state = changed;
      }
      store(jdbc, changed);
    }
  }

  @Override
  public synchronized long millis() {
    last = Math.max(last, state.at(machine.millis()));
    return last;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public double speed() {
    return state.speed();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException(
        "business time is an instant; zones are the playbook's");
  }

  /** Notes how far the clock came, and that this node no longer drives it. */
  @Override
  public void close() {
    heart.close();
    beat();
    // Other nodes beat on; without one, the next start goes on from here at once.
    jdbc.sql("update business_clock set heartbeat_machine = 0").update();
  }
}
