package io.trailmark.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What it finds is what the library itself finds. */
class IdFirstCollectionTest {
  private static final int IDS = 40;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final MongoServer library = new MongoServer(H2Backend.inMemory());
  private final SteadyBackend backend = new SteadyBackend(MVStore.open(null));
  private final MongoServer ours = new MongoServer(backend);
  private final MongoClient libraryClient =
      MongoClients.create(library.bindAndGetConnectionString());
  private final MongoClient ourClient = MongoClients.create(ours.bindAndGetConnectionString());

  @AfterEach
  void stop() {
    libraryClient.close();
    ourClient.close();
    library.shutdownNow();
    ours.shutdownNow();
  }

  @Test
  void findsWhatTheLibraryFinds() {
    System.out.println("seed " + seed);
    for (int i = 0; i < 2_000; i++) {
      change();
      Bson filter = filter();
      Document order = order();
      int limit = random.nextInt(4);
      int skip = random.nextInt(3);
      List<Document> expected = find(things(libraryClient), filter, order, skip, limit);
      List<Document> found = find(things(ourClient), filter, order, skip, limit);
      String query = filter + " by " + order.toJson() + " skip " + skip + " limit " + limit;
      if (order.isEmpty()) {
        // Without an order, which ones a limit leaves is anybody's choice.
        assertThat(found).as(query).hasSameSizeAs(expected);
      } else {
        assertThat(found).as(query).isEqualTo(expected);
      }
    }
    assertThat(all(ourClient)).isEqualTo(all(libraryClient)).hasSizeGreaterThan(IDS / 4);
  }

  @Test
  void passesOverIdsThatAreNoStrings() {
    things(ourClient).insertOne(new Document("_id", 1).append("n", 1));
    things(ourClient).insertOne(new Document("_id", "a").append("n", 1));
    things(ourClient).insertOne(new Document("_id", new Document("k", 1)).append("n", 1));
    assertThat(find(things(ourClient), Filters.gte("_id", "a"), new Document(), 0, 0)).hasSize(1);
    assertThat(find(things(ourClient), Filters.eq("_id", 1L), new Document(), 0, 0)).hasSize(1);
    assertThat(find(things(ourClient), new Document(), new Document("_id", 1), 0, 0)).hasSize(3);
  }

  @Test
  void readsNoMoreThanItFindsById() {
    for (int i = 100; i < 200; i++) {
      things(ourClient).insertOne(new Document("_id", "k" + i).append("n", 1));
    }
    assertThat(read("{_id: 'k107'}")).isEqualTo(1);
    assertThat(read("{_id: 'k107', n: 1}")).isEqualTo(1);
    assertThat(read("{$and: [{_id: 'k107'}, {n: 1}]}")).isEqualTo(1);
    assertThat(read("{n: 1, _id: {$in: ['k107', 'k108', 'no']}}")).isEqualTo(2);
    assertThat(read("{$and: [{_id: {$gte: 'k107'}}, {n: 1}, {_id: {$lt: 'k110'}}]}"))
        .isLessThan(100);
    assertThat(read("{_id: {$gte: 'k107', $lt: 'k110'}}")).isBetween(3L, 4L);
  }

  /** How many documents are looked at for a query. */
  private long read(String query) {
    de.bwaldvogel.mongo.bson.Document received = received(Document.parse(query));
    IdFirstCollection collection =
        (IdFirstCollection) backend.resolveDatabase("test").resolveCollection("things", true);
    return collection.candidates(received, true, 1).count();
  }

  private static de.bwaldvogel.mongo.bson.Document received(Document sent) {
    de.bwaldvogel.mongo.bson.Document received = new de.bwaldvogel.mongo.bson.Document();
    sent.forEach((key, value) -> received.put(key, received(value)));
    return received;
  }

  private static Object received(Object value) {
    return switch (value) {
      case Document document -> received(document);
      case List<?> list -> list.stream().map(IdFirstCollectionTest::received).toList();
      default -> value;
    };
  }

  private void change() {
    String id = id();
    int n = random.nextInt(5);
    Bson filter = Filters.and(Filters.eq("_id", id), Filters.eq("n", random.nextInt(5)));
    int choice = random.nextInt(10);
    for (MongoClient client : List.of(libraryClient, ourClient)) {
      MongoCollection<Document> things = things(client);
      Document document = new Document("_id", id).append("n", n);
      switch (choice) {
        case 0 -> things.deleteOne(filter);
        case 1, 2, 3 -> things.replaceOne(filter, document);
        case 4 ->
            things.updateMany(Filters.gte("_id", id), new Document("$inc", new Document("n", 1)));
        default -> {
          if (things.countDocuments(Filters.eq("_id", id)) == 0) {
            things.insertOne(document);
          }
        }
      }
    }
  }

  private Bson filter() {
    Bson n = Filters.gte("n", random.nextInt(4));
    Bson byId =
        switch (random.nextInt(7)) {
          case 0 -> Filters.eq("_id", id());
          case 1 -> Filters.in("_id", id(), id(), id());
          case 2 -> Filters.gt("_id", id());
          case 3 -> Filters.lte("_id", id());
          case 4 -> Filters.and(Filters.gte("_id", id()), Filters.lt("_id", id()));
          case 5 -> Filters.ne("_id", id());
          default -> new Document();
        };
    return random.nextBoolean() ? byId : Filters.and(byId, n);
  }

  private Document order() {
    return switch (random.nextInt(4)) {
      case 0 -> new Document("_id", 1);
      case 1 -> new Document("_id", -1);
      case 2 -> new Document("n", 1).append("_id", -1);
      default -> new Document();
    };
  }

  private String id() {
    return "id-" + random.nextInt(IDS);
  }

  private static List<Document> find(
      MongoCollection<Document> things, Bson filter, Document order, int skip, int limit) {
    FindIterable<Document> found = things.find(filter).sort(order).skip(skip).limit(limit);
    return found.into(new ArrayList<>());
  }

  private static List<Document> all(MongoClient client) {
    return find(things(client), new Document(), new Document("_id", 1), 0, 0);
  }

  private static MongoCollection<Document> things(MongoClient client) {
    return client.getDatabase("test").getCollection("things");
  }
}
