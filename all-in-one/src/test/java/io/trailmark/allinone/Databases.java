package io.trailmark.allinone;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;

/** Both embedded databases on a folder, for tests: in this JVM, or in one that can be killed. */
final class Databases implements AutoCloseable {
  private final DataFolder folder;
  final PostgresServer postgres;
  final MongoStore mongo;

  Databases(Path root, PrintWriter err) {
    folder = DataFolder.open(root);
    postgres = PostgresServer.start(folder.root());
    mongo = MongoStore.start(folder.root(), err);
  }

  List<String> query(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl(), PostgresServer.USER, postgres.password());
        Statement statement = connection.createStatement()) {
      List<String> rows = new ArrayList<>();
      if (statement.execute(sql)) {
        try (ResultSet result = statement.getResultSet()) {
          while (result.next()) {
            rows.add(result.getString(1));
          }
        }
      }
      return rows;
    }
  }

  void insert(String... ids) {
    try (MongoClient client = MongoClients.create(mongo.uri())) {
      for (String id : ids) {
        things(client).insertOne(new Document("_id", id));
      }
    }
  }

  List<String> ids() {
    try (MongoClient client = MongoClients.create(mongo.uri())) {
      return things(client).find().map(d -> d.getString("_id")).into(new ArrayList<>());
    }
  }

  private static MongoCollection<Document> things(MongoClient client) {
    return client.getDatabase("trailmark").getCollection("things");
  }

  @Override
  public void close() {
    mongo.close();
    postgres.close();
    folder.close();
  }

  /** Stores something in both, says so, and waits to be killed. */
  public static void main(String[] args) throws Exception {
    Databases databases = new Databases(Path.of(args[0]), new PrintWriter(System.err, true));
    databases.query("create table thing (id text)");
    databases.query("insert into thing values ('kept')");
    databases.insert("kept");
    while (!databases.mongo.isSaved()) {
      Thread.sleep(50);
    }
    Connection open =
        DriverManager.getConnection(
            databases.postgres.jdbcUrl(), PostgresServer.USER, databases.postgres.password());
    open.setAutoCommit(false);
    open.createStatement().execute("insert into thing values ('in flight')");
    System.out.println("stored");
    Thread.sleep(60_000);
  }
}
