package io.trailmark.commandside.delivery;

import io.trailmark.eventstore.BusinessClock;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What does not go until it is resumed: everything, a sequence, or a run. */
@Component
class Pauses {
  /** Of the lock that a pause takes alone and whoever marks as sending shares. */
  private static final long LOCK = 0x7061757365L;

  private final JdbcClient jdbc;
  private final BusinessClock clock;

  Pauses(JdbcClient jdbc, BusinessClock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * A pause.
   *
   * @param sequence null with no run: everything
   * @param since milliseconds of business time
   */
  record Pause(
      long id,
      @Nullable String sequence,
      @Nullable String run,
      @Nullable String because,
      long since) {
    boolean holds(@Nullable String ofSequence, @Nullable String ofRun) {
      return sequence == null && run == null
          || sequence != null && sequence.equals(ofSequence)
          || run != null && run.equals(ofRun);
    }
  }

  /** What a pause was found to be. */
  record Made(Pause pause, boolean fresh) {}

  List<Pause> all() {
    return jdbc.sql("select id, sequence, run, because, since from pause order by id")
        .query(Pause.class)
        .list();
  }

  /** All of them, none of which comes or goes until the caller's transaction ends. */
  List<Pause> held() {
    jdbc.sql("select pg_advisory_xact_lock_shared(?)").param(LOCK).query((row, n) -> true).single();
    return all();
  }

  /**
   * Pauses; on return nothing of it is marked as sending any more.
   *
   * @param sequence null with no run: everything
   */
  @Transactional
  Made pause(@Nullable String sequence, @Nullable String run, @Nullable String because) {
    lock();
    Optional<Pause> known =
        all().stream()
            .filter(p -> Objects.equals(p.sequence(), sequence) && Objects.equals(p.run(), run))
            .findFirst();
    return known.map(p -> new Made(p, false)).orElseGet(() -> made(sequence, run, because));
  }

  private Made made(@Nullable String sequence, @Nullable String run, @Nullable String because) {
    Pause pause =
        jdbc.sql(
                "insert into pause (sequence, run, because, since) values (?, ?, ?, ?) returning"
                    + " id, sequence, run, because, since")
            .params(Arrays.asList(sequence, run, because, clock.millis()))
            .query(Pause.class)
            .single();
    return new Made(pause, true);
  }

  /**
   * Lets it go on.
   *
   * @return false: there is no such pause
   */
  @Transactional
  boolean resume(long id) {
    lock();
    return jdbc.sql("delete from pause where id = ?").param(id).update() > 0;
  }

  private void lock() {
    jdbc.sql("select pg_advisory_xact_lock(?)").param(LOCK).query((row, n) -> true).single();
  }
}
