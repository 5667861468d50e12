package io.trailmark.queryside.projection;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.trailmark.eventstore.web.Problem;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The collections of the generations that answer now. */
@Component
public class ReadModels {
  private final MongoDatabase database;
  private final boolean findsByUniqueIndexOnly;
  private final Map<String, Integer> serving = new ConcurrentHashMap<>();

  ReadModels(MongoClient client, @Value("${spring.mongodb.uri}") String uri) {
    this.database = client.getDatabase(databaseOf(uri));
    // The embedded server tells neither its build nor its storage engines.
    this.findsByUniqueIndexOnly =
        !database.runCommand(new Document("buildInfo", 1)).containsKey("gitVersion");
  }

  private static String databaseOf(String uri) {
    String named = new com.mongodb.ConnectionString(uri).getDatabase();
    return named == null ? "trailmark" : named;
  }

  /**
   * A collection as it answers now.
   *
   * @throws org.springframework.web.ErrorResponseException 503 while it is not known which
   *     generation does
   */
  public MongoCollection<Document> collection(ReadModel model, String collection) {
    Integer generation = serving.get(model.name());
    if (generation == null) {
      throw Problem.notYet("The read model " + model.name() + " does not answer yet.");
    }
    return collection(collection, generation);
  }

  void serve(ReadModel model, int generation) {
    serving.put(model.name(), generation);
  }

  /** Where the read models are, and what else the query side keeps. */
  public MongoDatabase database() {
    return database;
  }

  MongoCollection<Document> collection(String name, int generation) {
    return database.getCollection(name + "_" + generation);
  }

  Workspace workspace(Projection projection, int generation) {
    return new Workspace(
        projection, collection -> new Documents(collection(collection, generation)));
  }

  void index(ReadModel model, int generation) {
    for (String name : model.collections()) {
      MongoCollection<Document> collection = collection(name, generation);
      if (findsByUniqueIndexOnly) {
        // Writes name the position too (see Documents): without this, each of them would read the
        // whole collection there.
        collection.createIndex(
            Indexes.ascending("_id", Documents.POSITION), new IndexOptions().unique(true));
      }
      model.index(name, collection);
    }
  }

  void drop(ReadModel model, int generation) {
    List.copyOf(model.collections()).forEach(name -> collection(name, generation).drop());
  }
}
