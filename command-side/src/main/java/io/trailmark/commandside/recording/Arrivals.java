package io.trailmark.commandside.recording;

import io.trailmark.eventstore.BusinessClock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Counts what came and was not recorded, and how far clocks are off, for the audit. Written once a
 * second, so that requests do not wait for each other: what a crash loses of it is at most a
 * second's.
 */
@Component
class Arrivals implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(Arrivals.class);
  private static final Pattern FIELD =
      Pattern.compile("(messageId|customerId|kind|occurredAt|properties(?:\\.[A-Za-z]+)*)\\b.*");

  private static final long MINUTE = 60_000;

  /** So many are kept until they are written; of more, sources are not told apart. */
  private static final int MOST = 10_000;

  private final JdbcTemplate jdbc;
  private final BusinessClock clock;
  private final Map<Key, Long> counts = new ConcurrentHashMap<>();
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("arrivals").factory());

  private record Key(String day, String source, String outcome, String field) {}

  Arrivals(JdbcTemplate jdbc, BusinessClock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
    writer.scheduleWithFixedDelay(this::write, 1, 1, TimeUnit.SECONDS);
  }

  /** Notes what became of a request, once that is committed. */
  void note(String source, int duplicates, List<Refused> refused) {
    if (duplicates == 0 && refused.isEmpty()) {
      return;
    }
    if (CurrentUnitOfWork.isStarted()) {
      // What is rolled back comes again.
      CurrentUnitOfWork.get().afterCommit(work -> count(source, duplicates, refused));
    } else {
      count(source, duplicates, refused);
    }
  }

  /**
   * Notes how far a source's clock was off when it sent.
   *
   * @param skew the server's clock less the source's, milliseconds: above 0 if the source's is
   *     behind, or the network slow
   */
  void clock(String source, long skew) {
    count(new Key(today(), source, "clock", off(skew)), 1);
  }

  private static String off(long skew) {
    String way = skew < 0 ? "ahead" : "behind";
    long by = Math.abs(skew);
    return by <= MINUTE ? "within-1m" : way + (by <= 60 * MINUTE ? "-over-1m" : "-over-1h");
  }

  private String today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
  }

  private void count(String source, int duplicates, List<Refused> refused) {
    String day = today();
    if (duplicates > 0) {
      count(new Key(day, source, "duplicate", ""), duplicates);
    }
    refused.forEach(r -> count(new Key(day, source, "rejected", field(r.problem())), 1));
  }

  private void count(Key key, long more) {
    Key kept = counts.size() < MOST ? key : new Key(key.day(), "", key.outcome(), key.field());
    counts.merge(kept, more, Long::sum);
  }

  /** What problems begin with; never more, since the rest may quote what was sent. */
  private static String field(String problem) {
    Matcher field = FIELD.matcher(problem);
    return field.matches() ? field.group(1) : "activity";
  }

  private synchronized void write() {
    List<Map.Entry<Key, Long>> taken = new ArrayList<>();
    for (Key key : counts.keySet()) {
      Long count = counts.remove(key);
      if (count != null) {
        taken.add(Map.entry(key, count));
      }
    }
    // In one order everywhere, so that nodes do not block each other.
    taken.sort(Comparator.comparing(e -> e.getKey().toString()));
    try {
      jdbc.batchUpdate(
          "insert into arrival (day, source, outcome, field, count) values (?, ?, ?, ?, ?) on"
              + " conflict (day, source, outcome, field) do update set count = arrival.count +"
              + " excluded.count",
          taken.stream()
              .map(
                  e ->
                      new Object[] {
                        e.getKey().day(),
                        e.getKey().source(),
                        e.getKey().outcome(),
                        e.getKey().field(),
                        e.getValue()
                      })
              .toList());
    } catch (RuntimeException e) {
      taken.forEach(entry -> counts.merge(entry.getKey(), entry.getValue(), Long::sum));
      log.debug("Arrivals cannot be written now", e);
    }
  }

  @Override
  public void destroy() {
    writer.shutdownNow();
    write();
  }
}
