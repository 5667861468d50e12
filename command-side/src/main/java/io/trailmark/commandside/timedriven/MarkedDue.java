package io.trailmark.commandside.timedriven;

import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.review.Survey;
import io.trailmark.segmentation.rule.TopCut;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes the customers due whom new cuts may move. Every node does so for every survey that it
 * learns of, whoever took it: that node may be gone.
 *
 * <p>A transaction that was running when the cuts changed may still commit a decision under the old
 * ones. So the same is done twice: at once, passing over customers that are locked, and again when
 * every transaction that was running has ended. Whoever decides reads what stands after its
 * transaction got an id, so that this wait covers it.
 */
@Component
class MarkedDue {
  private final JdbcClient jdbc;
  private final List<Pending> pending = new ArrayList<>();
  private boolean started;

  /** How many surveys this node has marked for. */
  private int surveys;

  MarkedDue(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private record Pending(long transaction, Between marking) {}

  /** Customers with {@code low <= value < high} are due at {@code from}. */
  private record Between(String measure, long low, long high, long from) {}

  /**
   * Marks for what came to stand since this was last called. At first for the newest survey: a node
   * may have stopped between recording it and marking.
   */
  synchronized void learn(Standing standing) {
    List<Survey> taken = standing.surveys();
    if (!started) {
      started = true;
      surveys = Math.max(0, taken.size() - 1);
    }
    for (; surveys < taken.size(); surveys++) {
      mark(surveys == 0 ? null : taken.get(surveys - 1), taken.get(surveys));
    }
  }

  /** Customers between the old and the new cuts are due from when the new ones hold. */
  private void mark(@Nullable Survey before, Survey newest) {
    newest
        .cuts()
        .forEach(
            (top, cut) -> {
              long now = cut.orElse(Long.MAX_VALUE);
              long then = value(before, top);
              if (now != then) {
                mark(
                    new Between(
                        top.measure().key(),
                        Math.min(now, then),
                        Math.max(now, then),
                        newest.from()));
              }
            });
  }

  private static long value(@Nullable Survey survey, TopCut top) {
    OptionalLong cut = survey == null ? null : survey.cuts().get(top);
    return cut == null ? Long.MAX_VALUE : cut.orElse(Long.MAX_VALUE);
  }

  /** Does again what was done while older transactions were running, once they have ended. */
  synchronized void again() {
    if (pending.isEmpty()) {
      return;
    }
    long oldest =
        jdbc.sql("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            .query(Long.class)
            .single();
    List<Pending> ripe = pending.stream().filter(p -> p.transaction() <= oldest).toList();
    ripe.forEach(p -> apply(p.marking()));
    pending.removeAll(ripe);
  }

  private void mark(Between marking) {
    // An id given out now is above that of every transaction that may have read what stood before.
    long next = jdbc.sql("select pg_current_xact_id()::text::bigint").query(Long.class).single();
    apply(marking);
    pending.add(new Pending(next, marking));
  }

  private void apply(Between b) {
    jdbc.sql(
            "update customer set due = ? where customer in (select c.customer from ranking r join"
                + " customer c using (customer) where r.measure = ? and r.value >= ? and r.value <"
                + " ? and c.import_id is null and (c.due is null or c.due > ?) for update of c skip"
                + " locked)")
        .params(List.of(b.from(), b.measure(), b.low(), b.high(), b.from()))
        .update();
  }
}
