package io.trailmark.queryside.history;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import io.trailmark.segmentation.backtest.Stretch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * The columns of stored stretches: each part's are documents by the id of the stretch, the part and
 * the name of the column. All ids are known from the {@link Ledger}, so they are found by id alone.
 */
final class Columns {
  static final String KEYS = "keys";

  /** What is longer goes on in further documents. */
  private static final int LIMIT = 8 << 20;

  private final MongoCollection<Document> collection;
  private final int limit;

  Columns(MongoCollection<Document> collection) {
    this(collection, LIMIT);
  }

  Columns(MongoCollection<Document> collection, int limit) {
    this.collection = collection;
    this.limit = limit;
  }

  /** Columns that were there are not any more: what they belonged to was merged. */
  static final class Gone extends RuntimeException {
    Gone(String id) {
      super("the stored column " + id + " is not there any more");
    }
  }

  boolean isSameAs(Columns other) {
    return collection.getNamespace().equals(other.collection.getNamespace());
  }

  private static String id(long stretch, int part, String column, int number) {
    return "%d|%04d|%s|%d".formatted(stretch, part, column, number);
  }

  void write(long stretch, int part, Map<String, byte[]> columns) {
    columns.forEach(
        (name, bytes) -> {
          int documents = Math.max(1, (bytes.length + limit - 1) / limit);
          // The first last: it says how many there are.
          for (int i = documents - 1; i >= 0; i--) {
            byte[] some =
                documents == 1
                    ? bytes
                    : Arrays.copyOfRange(bytes, i * limit, Math.min(bytes.length, (i + 1) * limit));
            collection.insertOne(
                new Document("_id", id(stretch, part, name, i))
                    .append("documents", documents)
                    .append("bytes", new Binary(some)));
          }
        });
  }

  /** Removes all that was written for a stretch. */
  void remove(long stretch) {
    // A range of ids: '}' follows '|'.
    collection.deleteMany(
        new Document("_id", new Document("$gte", stretch + "|").append("$lt", stretch + "}")));
  }

  /**
   * A part of a stretch.
   *
   * @param properties which of the columns of properties to read as well
   * @throws Gone if it is not there any more
   */
  Stretch read(Stored stored, int part, Predicate<String> properties) {
    Map<String, byte[]> columns = new HashMap<>();
    for (String name : stored.columns().keySet()) {
      if (!Stretch.isProperty(name) || properties.test(name)) {
        byte[] found = read(stored.id(), part, name);
        if (found != null) {
          columns.put(name, found);
        }
      }
    }
    if (!columns.containsKey(KEYS)) {
      throw new Gone(id(stored.id(), part, KEYS, 0));
    }
    return Stretch.of(columns);
  }

  /**
   * The customers of one of {@code shards} parts, whatever the parts are that it is stored in.
   *
   * @param shards a power of 2
   */
  Stretch read(Stored stored, int shard, int shards, Predicate<String> properties) {
    if (stored.parts() < shards) {
      int part = shard / (shards / stored.parts());
      return read(stored, part, properties).split(shards).get(shard);
    }
    int parts = stored.parts() / shards;
    return Stretch.merge(
        IntStream.range(shard * parts, (shard + 1) * parts)
            .mapToObj(part -> read(stored, part, properties))
            .toList());
  }

  /** Null: nobody in the part has such a column. */
  private byte @Nullable [] read(long stretch, int part, String column) {
    Document first = document(stretch, part, column, 0);
    if (first == null) {
      return null;
    }
    int documents = first.getInteger("documents");
    byte[] all = bytes(first);
    for (int i = 1; i < documents; i++) {
      Document next = document(stretch, part, column, i);
      if (next == null) {
        throw new Gone(id(stretch, part, column, i));
      }
      byte[] more = bytes(next);
      int length = all.length;
      all = Arrays.copyOf(all, length + more.length);
      System.arraycopy(more, 0, all, length, more.length);
    }
    return all;
  }

  private @Nullable Document document(long stretch, int part, String column, int number) {
    return collection.find(eq("_id", id(stretch, part, column, number))).first();
  }

  private static byte[] bytes(Document document) {
    return document.get("bytes", Binary.class).getData();
  }
}
