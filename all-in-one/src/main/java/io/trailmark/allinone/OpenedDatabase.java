package io.trailmark.allinone;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The PostgreSQL of an installation for one command: that of a running server, or one started on
 * its folder and stopped with this.
 */
final class OpenedDatabase implements AutoCloseable {
  private final DataSource source;
  private @Nullable AutoCloseable server;
  private @Nullable DataFolder folder;

  private OpenedDatabase(DatabaseLogin login, @Nullable AutoCloseable server) {
    this.source = new DriverManagerDataSource(login.url(), login.user(), login.password());
    this.server = server;
  }

  /**
   * Opens what is there.
   *
   * @param data the folder; null: what the environment names, as for the sides, else ./data
   */
  static OpenedDatabase open(@Nullable Path data, Map<String, String> environment) {
    Optional<DatabaseLogin> named =
        data == null ? DatabaseLogin.named(environment) : Optional.empty();
    if (named.isPresent()) {
      return new OpenedDatabase(named.get(), null);
    }
    Path root = data == null ? Path.of("data") : data;
    Optional<DataFolder> stopped = DataFolder.openStopped(root);
    if (stopped.isEmpty()) {
      return ofRunning(root);
    }
    OpenedDatabase opened = start(stopped.get());
    opened.folder = stopped.get();
    return opened;
  }

  private static OpenedDatabase ofRunning(Path root) {
    DatabaseLogin login =
        DatabaseLogin.ofServer(root)
            .orElseThrow(
                () -> new Refusal(root + " is in use, and its server not up yet: try again."));
    return new OpenedDatabase(login, null);
  }

  /** Starts it on a folder that is this command's. */
  static OpenedDatabase start(DataFolder folder) {
    // Nobody sets logging up here: the libraries would talk on the console.
    LoggingSystem.get(OpenedDatabase.class.getClassLoader()).beforeInitialize();
    PostgresServer server = PostgresServer.start(folder.root());
    OpenedDatabase opened =
        new OpenedDatabase(
            new DatabaseLogin(server.jdbcUrl(), PostgresServer.USER, server.password()), server);
    // A Ctrl-C must not leave PostgreSQL behind.
    Runtime.getRuntime().addShutdownHook(new Thread(opened::close, "shutdown"));
    return opened;
  }

  DataSource source() {
    return source;
  }

  Connection connect() throws SQLException {
    return source.getConnection();
  }

  @Override
  public synchronized void close() {
    close(server);
    close(folder);
    server = null;
    folder = null;
  }

  private static void close(@Nullable AutoCloseable part) {
    try {
      if (part != null) {
        part.close();
      }
    } catch (Exception e) {
      System.err.println("While stopping: " + e);
    }
  }
}
