package io.trailmark.queryside.audit;

import com.mongodb.client.MongoCollection;
import io.trailmark.eventstore.LoggedActivity;
import io.trailmark.queryside.projection.Documents;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.datasketches.hll.HllSketch;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** Some activities of the log, in order, on their way into the documents. */
final class AuditBatch {
  /** Of the document of everything, which says how far the log is applied; no kind is called so. */
  static final String ALL = "~";

  /** 2^12 registers: the number of customers is off by 1.6% (standard error), in 2 KB. */
  private static final int SKETCH = 12;

  private static final long DAY = 86_400_000;

  private final Documents days;
  private final Documents kinds;
  private final Documents all;
  private final List<LoggedActivity> activities = new ArrayList<>();

  AuditBatch(MongoCollection<Document> days, MongoCollection<Document> kinds) {
    this.days = new Documents(days);
    this.kinds = new Documents(kinds);
    this.all = new Documents(kinds);
  }

  /** Up to where the log is applied. */
  long reached() {
    all.load(List.of(ALL));
    Long position = all.get(ALL).getLong(Documents.POSITION);
    return position == null ? 0 : position;
  }

  void add(LoggedActivity activity) {
    activities.add(activity);
  }

  int size() {
    return activities.size();
  }

  /** Writes what these change, and that the log is applied up to a position. */
  void write(long upTo) {
    Map<String, List<LoggedActivity>> byDay = new HashMap<>();
    Map<String, List<LoggedActivity>> byKind = new HashMap<>();
    for (LoggedActivity a : activities) {
      byDay.computeIfAbsent(day(a.occurredAt()), day -> new ArrayList<>()).add(a);
      byKind.computeIfAbsent(id(a.kind(), a.source()), id -> new ArrayList<>()).add(a);
    }
    days.load(byDay.keySet());
    kinds.load(byKind.keySet());
    byDay.forEach((day, some) -> change(days, day, some, upTo, AuditBatch::countByDay));
    byKind.forEach((id, some) -> change(kinds, id, some, upTo, AuditBatch::count));
    change(all, ALL, activities, upTo, AuditBatch::count);
    days.write();
    kinds.write();
    // Last: while others are missing, or another node came first, nothing says that this is
    // applied.
    all.write();
  }

  private interface Change {
    void apply(Document document, List<LoggedActivity> activities);
  }

  /** Another node may have applied some of them. */
  private static void change(
      Documents documents, String id, List<LoggedActivity> some, long upTo, Change change) {
    List<LoggedActivity> news =
        some.stream().filter(a -> documents.awaits(id, a.position())).toList();
    documents.change(id, upTo, d -> change.apply(d, news));
  }

  static String id(String kind, String source) {
    return kind + "|" + source;
  }

  static String day(long at) {
    return LocalDate.ofEpochDay(Math.floorDiv(at, DAY)).toString();
  }

  private static void countByDay(Document day, List<LoggedActivity> some) {
    Map<String, Document> counts = new HashMap<>();
    List<Document> before = day.getList("counts", Document.class, List.of());
    before.forEach(d -> counts.put(id(d.getString("kind"), d.getString("source")), d));
    for (LoggedActivity a : some) {
      counts
          .computeIfAbsent(
              id(a.kind(), a.source()),
              id -> new Document("kind", a.kind()).append("source", a.source()))
          .merge("count", 1L, (x, y) -> (Long) x + (Long) y);
    }
    day.put("counts", new ArrayList<>(counts.values()));
  }

  private static void count(Document document, List<LoggedActivity> some) {
    if (some.isEmpty()) {
      return;
    }
    HllSketch customers = sketch(document.get("customers", Binary.class));
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (LoggedActivity a : some) {
      customers.update(a.customer());
      first = Math.min(first, a.occurredAt());
      last = Math.max(last, a.occurredAt());
    }
    if (!document.getString("_id").equals(ALL)) {
      document.put("kind", some.getFirst().kind());
      document.put("source", some.getFirst().source());
    }
    document.merge("count", (long) some.size(), (x, y) -> (Long) x + (Long) y);
    document.merge("first", first, (x, y) -> Math.min((Long) x, (Long) y));
    document.merge("last", last, (x, y) -> Math.max((Long) x, (Long) y));
    document.put("customers", new Binary(customers.toCompactByteArray()));
  }

  static HllSketch sketch(@Nullable Binary stored) {
    return stored == null ? new HllSketch(SKETCH) : HllSketch.heapify(stored.getData());
  }
}
