package io.trailmark.queryside.projection;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.WriteModel;
import io.trailmark.queryside.TestMongo;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.bson.Document;

/** Applies events as a processor does, in one go or in random batches with crashes anywhere. */
public final class Crashes {
  private static final MongoClient CLIENT = MongoClients.create(TestMongo.freshDatabase());
  private static int databases;

  private Crashes() {}

  private static final class Crash extends RuntimeException {}

  private static MongoDatabase database() {
    databases++;
    return CLIENT.getDatabase("crashes" + ProcessHandle.current().pid() + "_" + databases);
  }

  /** Every document by collection and id after one undisturbed batch. */
  public static Map<String, Document> inOneGo(Projection projection, List<Recorded> events) {
    MongoDatabase database = database();
    Workspace workspace =
        new Workspace(projection, name -> new Documents(database.getCollection(name)));
    projection.project(events, workspace);
    workspace.write();
    return everything(projection, database);
  }

  /**
   * The same after random batches, where a write may reach only some of the documents, a batch may
   * be written and its token not, and a long stretch may come again.
   */
  public static Map<String, Document> crashing(
      Projection projection, List<Recorded> events, Random random) {
    MongoDatabase database = database();
    int token = 0;
    while (token < events.size()) {
      int end = Math.min(events.size(), token + 1 + random.nextInt(40));
      int crashAt = random.nextInt(8);
      int[] writes = {0};
      Workspace workspace =
          new Workspace(
              projection,
              name ->
                  new Documents(crashing(database.getCollection(name), crashAt, writes, random)));
      try {
        projection.project(events.subList(token, end), workspace);
        workspace.write();
      } catch (Crash e) {
        continue;
      }
      int what = random.nextInt(10);
      if (what == 0) {
        token = random.nextInt(token + 1);
      } else if (what > 2) {
        token = end;
      }
    }
    return everything(projection, database);
  }

  /** Writes some of the documents and fails, when it is the write to fail at. */
  @SuppressWarnings("unchecked")
  private static MongoCollection<Document> crashing(
      MongoCollection<Document> collection, int crashAt, int[] writes, Random random) {
    return (MongoCollection<Document>)
        Proxy.newProxyInstance(
            Crashes.class.getClassLoader(),
            new Class<?>[] {MongoCollection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("bulkWrite") && writes[0]++ == crashAt) {
                List<WriteModel<Document>> some =
                    new ArrayList<>((List<WriteModel<Document>>) arguments[0]);
                some.removeIf(model -> random.nextBoolean());
                if (!some.isEmpty()) {
                  collection.bulkWrite(some);
                }
                throw new Crash();
              }
              try {
                return method.invoke(collection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Map<String, Document> everything(Projection projection, MongoDatabase database) {
    Map<String, Document> everything = new TreeMap<>();
    for (String name : projection.collections()) {
      for (Document d : database.getCollection(name).find()) {
        everything.put(name + " " + d.getString("_id"), d);
      }
    }
    return everything;
  }
}
