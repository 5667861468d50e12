package io.trailmark.queryside.backtest;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import io.trailmark.queryside.projection.ReadModels;
import io.trailmark.segmentation.timeline.VarBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.springframework.stereotype.Component;

/**
 * What backtests found, in named parts of bytes: each in as many documents as it takes, which are
 * numbered through. What an attempt wrote that came to nothing is in nobody's way.
 */
@Component
final class Parts {
  /** Of one document; MongoDB takes 16 MB. */
  static final int LARGEST = 4 << 20;

  private static final int DELETED_AT_ONCE = 64;

  private final MongoCollection<Document> collection;

  Parts(ReadModels models) {
    this.collection = models.database().getCollection("backtest_parts");
  }

  private static String id(String job, int attempt, int number) {
    return job + "/" + attempt + "/" + number;
  }

  Writer writer(String job, int attempt) {
    return new Writer(job, attempt);
  }

  /** Writes those of one attempt. */
  final class Writer {
    private final String job;
    private final int attempt;
    private final Map<String, List<Integer>> written = new HashMap<>();
    private int next;

    private Writer(String job, int attempt) {
      this.job = job;
      this.attempt = attempt;
    }

    /**
     * Goes on with a part.
     *
     * @param bytes at most about {@link #LARGEST}
     */
    void append(String part, byte[] bytes) {
      collection.insertOne(
          new Document("_id", id(job, attempt, number(part))).append("data", new Binary(bytes)));
    }

    private synchronized int number(String part) {
      written.computeIfAbsent(part, p -> new ArrayList<>()).add(next);
      return next++;
    }

    /** Numbers of the documents of each part. */
    synchronized Map<String, List<Integer>> written() {
      return Map.copyOf(written);
    }
  }

  /** The documents of a part, each read when it comes to it. */
  Iterable<byte[]> read(Job job, String part) {
    List<Integer> numbers =
        Objects.requireNonNull(job.outcome()).parts().getOrDefault(part, List.of());
    return () -> {
      Iterator<Integer> each = numbers.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return each.hasNext();
        }

        @Override
        public byte[] next() {
          return data(id(job.id(), job.attempt(), each.next()));
        }
      };
    };
  }

  private byte[] data(String id) {
    Document found = collection.find(Filters.eq("_id", id)).first();
    if (found == null) {
      throw new NoSuchElementException("a part of a backtest was deleted: " + id);
    }
    return found.get("data", Binary.class).getData();
  }

  /** Deletes what an attempt wrote; there can be gaps where several wrote when it broke off. */
  void delete(String job, int attempt) {
    for (int from = 0; ; from += DELETED_AT_ONCE) {
      List<String> ids =
          IntStream.range(from, from + DELETED_AT_ONCE).mapToObj(n -> id(job, attempt, n)).toList();
      if (collection.deleteMany(Filters.in("_id", ids)).getDeletedCount() == 0) {
        return;
      }
    }
  }

  /** One part that is collected until it is worth a document. */
  static final class Growing {
    private final Writer writer;
    private final String part;
    private VarBytes packed = new VarBytes();

    Growing(Writer writer, String part) {
      this.writer = writer;
      this.part = part;
    }

    VarBytes packed() {
      return packed;
    }

    boolean isFull() {
      return packed.position() >= LARGEST - (1 << 16);
    }

    void flush() {
      if (packed.position() > 0) {
        byte[] bytes = packed.toArray();
        packed = new VarBytes();
        writer.append(part, bytes);
      }
    }

    /** Flushes all, in parallel. */
    static void flush(Growing[] parts) {
      Arrays.stream(parts).parallel().forEach(Growing::flush);
    }
  }
}
