package io.trailmark.queryside.history;

import com.mongodb.client.MongoCollection;
import io.trailmark.segmentation.backtest.Stretch;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One generation of the history in MongoDB. Any number of nodes may write to it at once. */
final class StretchStore {
  private static final Logger log = LoggerFactory.getLogger(StretchStore.class);

  private final Ledger ledger;
  private final Columns columns;
  private final Clock machine = Clock.systemUTC();
  private final int inAPart;
  private final Duration abandonedAfter;

  /**
   * @param inAPart about how many activities are kept in each part of a stretch
   * @param abandonedAfter what is being written is removed when its writer says nothing for so long
   */
  StretchStore(
      MongoCollection<Document> columns,
      MongoCollection<Document> ledger,
      int inAPart,
      Duration abandonedAfter) {
    this.inAPart = inAPart;
    this.columns = new Columns(columns);
    this.ledger = new Ledger(ledger);
    this.abandonedAfter = abandonedAfter;
  }

  Ledger ledger() {
    return ledger;
  }

  Columns columns() {
    return columns;
  }

  boolean isSameAs(StretchStore other) {
    return columns.isSameAs(other.columns);
  }

  long now() {
    return machine.millis();
  }

  /**
   * Adds what was recorded after a position, where the stretches end.
   *
   * @return false: they end elsewhere by now; nothing was added
   */
  boolean append(long from, long to, Stretch stretch) {
    Ledger.Writing writing = ledger.begin(from, to, now());
    int parts = Stored.parts(stretch.activities(), inAPart);
    Stored.Counting counting = new Stored.Counting();
    List<Stretch> split = parts == 1 ? List.of(stretch) : stretch.split(parts);
    for (int i = 0; i < parts; i++) {
      write(writing, i, split.get(i), counting);
    }
    return commit(writing, counting.of(writing, parts));
  }

  private void write(Ledger.Writing writing, int part, Stretch stretch, Stored.Counting counting) {
    Map<String, byte[]> stored = stretch.columns();
    columns.write(writing.id(), part, stored);
    counting.add(stretch, stored);
  }

  private boolean commit(Ledger.Writing writing, Stored stored) {
    boolean counts = ledger.commit(stored, now());
    if (!counts) {
      columns.remove(writing.id());
      ledger.removed(writing.id());
    }
    return counts;
  }

  /** Merges what is small, until nothing is left to do or somebody else does it. */
  void merge() {
    for (boolean more = true; more; ) {
      Ledger.State state = ledger.read();
      List<Stored> run = Merging.next(state.stretches());
      more = !run.isEmpty() && !isBeingMerged(state, run) && merge(run);
    }
  }

  private boolean isBeingMerged(Ledger.State state, List<Stored> run) {
    return state.writing().stream()
        .filter(w -> w.at() > now() - abandonedAfter.toMillis())
        .anyMatch(w -> w.from() < run.getLast().to() && w.to() > run.getFirst().from());
  }

  private boolean merge(List<Stored> run) {
    Ledger.Writing writing = ledger.begin(run.getFirst().from(), run.getLast().to(), now());
    Merging merging = new Merging(columns, run, inAPart);
    Stored.Counting counting = new Stored.Counting();
    long told = now();
    for (int i = 0; i < merging.parts(); i++) {
      write(writing, i, merging.part(i), counting);
      if (now() - told > abandonedAfter.toMillis() / 4) {
        told = now();
        ledger.goOn(writing, told);
      }
    }
    boolean counts = commit(writing, counting.of(writing, merging.parts()));
    log.debug("Merged {} stretches of the history: {}", run.size(), counts);
    return counts;
  }

  /**
   * Removes what does not count any more and is read by nobody, and what its writer left.
   *
   * @param retiredFor how long what was merged stays
   */
  void tidy(Duration retiredFor) {
    Ledger.State state = ledger.read();
    for (Ledger.Writing w : state.writing()) {
      if (w.at() < now() - abandonedAfter.toMillis()) {
        ledger.abandon(w, now());
      }
    }
    for (Ledger.Retired r : state.retired()) {
      if (r.at() < now() - retiredFor.toMillis() && Ledger.isUnread(state, r, now())) {
        columns.remove(r.id());
        ledger.removed(r.id());
      }
    }
  }
}
