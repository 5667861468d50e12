package io.trailmark.queryside.history;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Which stretches of the log one generation consists of: one document, which is only written over
 * what was read. Columns count once it names them, so this write is what commits a stretch; and it
 * names all that is begun or to be removed, so that nothing has to be searched for.
 */
final class Ledger {
  private static final String ID = "ledger";

  private final MongoCollection<Document> collection;

  Ledger(MongoCollection<Document> collection) {
    this.collection = collection;
  }

  /**
   * Columns that are being written, for a stretch that does not count yet.
   *
   * @param at when its writer last said so, machine milliseconds
   */
  record Writing(long id, long from, long to, long at) {}

  /**
   * Columns that do not count any more, or never did.
   *
   * @param version in which they are named here for the first time
   * @param at machine milliseconds
   */
  record Retired(long id, long version, long at) {}

  /**
   * Somebody reads what counts in a version.
   *
   * @param until machine milliseconds
   */
  record Pin(String id, long version, long until) {}

  /**
   * @param next id of the next stretch
   * @param stretches each begins where the one before ends, the first at 0
   */
  record State(
      long version,
      long next,
      List<Stored> stretches,
      List<Writing> writing,
      List<Retired> retired,
      List<Pin> pins) {

    /** Global index up to which it reaches. */
    long end() {
      return stretches.isEmpty() ? 0 : stretches.getLast().to();
    }

    State withStretches(List<Stored> changed, List<Writing> open, List<Retired> gone) {
      return new State(version, next, changed, open, gone, pins);
    }

    State withPins(List<Pin> changed) {
      return new State(version, next, stretches, writing, retired, changed);
    }
  }

  State read() {
    Document found = collection.find(eq("_id", ID)).first();
    return found == null
        ? new State(0, 1, List.of(), List.of(), List.of(), List.of())
        : state(found);
  }

  /** Whether nobody reads what was retired. */
  static boolean isUnread(State state, Retired retired, long now) {
    return state.pins().stream().noneMatch(p -> p.until() > now && p.version() < retired.version());
  }

  /** Changes it; the change is asked for again where another came first. */
  State change(UnaryOperator<State> change) {
    while (true) {
      State old = read();
      State changed = change.apply(old);
      if (changed.equals(old) || replace(old, changed)) {
        return changed;
      }
    }
  }

  private boolean replace(State old, State changed) {
    Document document = document(changed, old.version() + 1);
    if (old.version() > 0) {
      return collection
              .replaceOne(new Document("_id", ID).append("version", old.version()), document)
              .getMatchedCount()
          > 0;
    }
    try {
      collection.insertOne(document);
      return true;
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw e;
    }
  }

  // What happens to stretches

  /** Says that columns are going to be written. */
  Writing begin(long from, long to, long now) {
    List<Writing> begun = new ArrayList<>();
    change(
        s -> {
          begun.clear();
          begun.add(new Writing(s.next(), from, to, now));
          return new State(
              s.version(),
              s.next() + 1,
              s.stretches(),
              and(s.writing(), begun.getFirst()),
              s.retired(),
              s.pins());
        });
    return begun.getFirst();
  }

  /** Says that they are still being written. */
  void goOn(Writing writing, long now) {
    change(
        s ->
            s.withStretches(
                s.stretches(),
                s.writing().stream()
                    .map(
                        w ->
                            w.id() == writing.id() ? new Writing(w.id(), w.from(), w.to(), now) : w)
                    .toList(),
                s.retired()));
  }

  /**
   * Lets written columns count, in place of the stretches that they cover if they cover any.
   *
   * @return whether they do: another node may have come first, or may have thought this one dead
   */
  boolean commit(Stored stored, long now) {
    boolean[] done = {false};
    change(
        s -> {
          List<Stored> stretches = committed(s, stored);
          done[0] = stretches != null;
          return stretches == null
              ? s
              : s.withStretches(
                  stretches, without(s.writing(), stored.id()), retired(s, stored, now));
        });
    return done[0];
  }

  private static @Nullable List<Stored> committed(State s, Stored stored) {
    if (s.writing().stream().noneMatch(w -> w.id() == stored.id())) {
      return null;
    }
    List<Stored> before = s.stretches().stream().filter(o -> o.to() <= stored.from()).toList();
    List<Stored> after = s.stretches().stream().filter(o -> o.from() >= stored.to()).toList();
    List<Stored> covered = covered(s, stored);
    long reached = before.isEmpty() ? 0 : before.getLast().to();
    boolean fits =
        reached == stored.from()
            && before.size() + covered.size() + after.size() == s.stretches().size()
            && (covered.isEmpty() ? after.isEmpty() : covered.getLast().to() == stored.to());
    if (!fits) {
      return null;
    }
    List<Stored> all = new ArrayList<>(before);
    all.add(stored);
    all.addAll(after);
    return all;
  }

  private static List<Stored> covered(State s, Stored stored) {
    return s.stretches().stream()
        .filter(o -> o.from() >= stored.from() && o.to() <= stored.to())
        .toList();
  }

  private static List<Retired> retired(State s, Stored stored, long now) {
    List<Retired> all = new ArrayList<>(s.retired());
    covered(s, stored).forEach(o -> all.add(new Retired(o.id(), s.version() + 1, now)));
    return all;
  }

  /** The documents of a stretch are gone. */
  void removed(long id) {
    change(
        s ->
            s.withStretches(
                s.stretches(),
                without(s.writing(), id),
                s.retired().stream().filter(r -> r.id() != id).toList()));
  }

  /** Columns that their writer seems to have left are to be removed, and cannot count any more. */
  void abandon(Writing writing, long now) {
    change(
        s ->
            s.writing().contains(writing)
                ? s.withStretches(
                    s.stretches(),
                    without(s.writing(), writing.id()),
                    and(s.retired(), new Retired(writing.id(), s.version() + 1, now)))
                : s);
  }

  /**
   * Keeps what counts now from being removed for some time.
   *
   * @param id of who reads
   * @return what counts
   */
  State pin(String id, long now, long until) {
    return change(
        s ->
            s.withPins(
                and(
                    s.pins().stream().filter(p -> p.until() > now).toList(),
                    new Pin(id, s.version(), until))));
  }

  /** Keeps it for longer. */
  void pinAgain(String id, long until) {
    change(
        s ->
            s.withPins(
                s.pins().stream()
                    .map(p -> p.id().equals(id) ? new Pin(id, p.version(), until) : p)
                    .toList()));
  }

  void unpin(String id) {
    change(s -> s.withPins(s.pins().stream().filter(p -> !p.id().equals(id)).toList()));
  }

  private static List<Writing> without(List<Writing> writing, long id) {
    return writing.stream().filter(w -> w.id() != id).toList();
  }

  private static <T> List<T> and(List<T> some, T more) {
    List<T> all = new ArrayList<>(some);
    all.add(more);
    return all;
  }

  // The document

  private static Document document(State s, long version) {
    return new Document("_id", ID)
        .append("version", version)
        .append("next", s.next())
        .append("stretches", s.stretches().stream().map(Stored::toDocument).toList())
        .append(
            "writing",
            documents(
                s.writing(),
                w ->
                    new Document("id", w.id())
                        .append("from", w.from())
                        .append("to", w.to())
                        .append("at", w.at())))
        .append(
            "retired",
            documents(
                s.retired(),
                r ->
                    new Document("id", r.id()).append("version", r.version()).append("at", r.at())))
        .append(
            "pins",
            documents(
                s.pins(),
                p ->
                    new Document("id", p.id())
                        .append("version", p.version())
                        .append("until", p.until())));
  }

  private static <T> List<Document> documents(List<T> all, Function<T, Document> form) {
    return all.stream().map(form).toList();
  }

  private static State state(Document d) {
    return new State(
        d.getLong("version"),
        d.getLong("next"),
        all(d, "stretches", Stored::of),
        all(
            d,
            "writing",
            w -> new Writing(w.getLong("id"), w.getLong("from"), w.getLong("to"), w.getLong("at"))),
        all(d, "retired", r -> new Retired(r.getLong("id"), r.getLong("version"), r.getLong("at"))),
        all(d, "pins", p -> new Pin(p.getString("id"), p.getLong("version"), p.getLong("until"))));
  }

  private static <T> List<T> all(Document d, String field, Function<Document, T> read) {
    return d.getList(field, Document.class).stream().map(read).toList();
  }
}
