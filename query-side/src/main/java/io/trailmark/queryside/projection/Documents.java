package io.trailmark.queryside.projection;

import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.bson.Document;

/**
 * The documents of one collection while a batch is applied: each is loaded once, changed in memory
 * and written once.
 *
 * <p>A document carries the {@value #POSITION} of the last event applied to it; events up to there
 * have had their effect on it and are ignored. It is only written over what was loaded: a node that
 * lost its claim while it was stopped cannot undo what its successor wrote.
 */
public final class Documents {
  /** Where it carries up to which event it is applied. */
  public static final String POSITION = "position";

  private static final long NEW = -1;

  private final MongoCollection<Document> collection;
  private final Map<String, Entry> entries = new HashMap<>();

  private static final class Entry {
    final long loadedAt;
    final Document document;
    long position;

    Entry(long loadedAt, Document document) {
      this.loadedAt = loadedAt;
      this.document = document;
      this.position = loadedAt;
    }
  }

  /** Of a collection that {@link ReadModels} made ready. */
  public Documents(MongoCollection<Document> collection) {
    this.collection = collection;
  }

  /** Loads those not loaded yet with one query. */
  public void load(Collection<String> ids) {
    Set<String> missing = new HashSet<>(ids);
    missing.removeAll(entries.keySet());
    if (missing.isEmpty()) {
      return;
    }
    for (Document d : collection.find(in("_id", missing)).batchSize(missing.size() + 1)) {
      entries.put(d.getString("_id"), new Entry(d.getLong(POSITION), d));
    }
    for (String id : missing) {
      entries.computeIfAbsent(id, i -> new Entry(NEW, new Document("_id", i)));
    }
  }

  /** As the events so far left it; empty but for its id if there is none. Not to be changed. */
  public Document get(String id) {
    return entry(id).document;
  }

  /** Whether the event at this position has not yet had its effect on the document. */
  public boolean awaits(String id, long position) {
    return position > entry(id).position;
  }

  /**
   * Changes a document, unless the event has had its effect. An event changes a document at most
   * once: a second change would be ignored.
   */
  public void change(String id, long position, Consumer<Document> change) {
    if (awaits(id, position)) {
      Entry entry = entry(id);
      change.accept(entry.document);
      entry.position = position;
    }
  }

  private Entry entry(String id) {
    Entry known = entries.get(id);
    if (known == null) {
      load(List.of(id));
      known = entries.get(id);
    }
    if (known == null) {
      throw new IllegalStateException("not loaded: " + id);
    }
    return known;
  }

  /**
   * Writes what changed, in no order.
   *
   * @throws ConcurrentModificationException if another node wrote one of them since it was loaded;
   *     some may be written then
   */
  public void write() {
    List<WriteModel<Document>> writes = new ArrayList<>();
    int replaced = 0;
    for (Map.Entry<String, Entry> e : entries.entrySet()) {
      Entry entry = e.getValue();
      if (entry.position == entry.loadedAt) {
        continue;
      }
      entry.document.put(POSITION, entry.position);
      if (entry.loadedAt == NEW) {
        writes.add(new InsertOneModel<>(entry.document));
      } else {
        replaced++;
        // Not with and(): the driver writes that as $and, for which the embedded server uses no
        // index.
        writes.add(
            new ReplaceOneModel<>(
                new Document("_id", e.getKey()).append(POSITION, entry.loadedAt), entry.document));
      }
    }
    if (writes.isEmpty()) {
      return;
    }
    int matched =
        collection.bulkWrite(writes, new BulkWriteOptions().ordered(false)).getMatchedCount();
    if (matched != replaced) {
      throw new ConcurrentModificationException(
          collection.getNamespace().getCollectionName() + " was written by another node");
    }
  }
}
