package io.trailmark.eventstore;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A real PostgreSQL for tests: a container where Docker works, else the server that {@code
 * TEST_POSTGRES_URL} names (with user and password in it), else the embedded one. Prints which.
 */
public final class TestPostgres {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static @Nullable Database server;

  private TestPostgres() {}

  /** Where to connect to. */
  public record Database(String url, String user, String password) {
    public Connection connect() throws SQLException {
      return DriverManager.getConnection(url, user, password);
    }

    /** Whether one can connect from now on; if not, those who were are thrown out. */
    public void allow(boolean connections) throws SQLException {
      String name = url.replaceFirst(".*//[^/]+/([^?]*).*", "$1");
      String other = url.replaceFirst("(//[^/]+/)[^?]*", "$1postgres");
      try (Connection c = DriverManager.getConnection(other, user, password);
          Statement statement = c.createStatement()) {
        statement.execute("alter database %s allow_connections %s".formatted(name, connections));
        if (!connections) {
          statement.execute(
              "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'"
                  .formatted(name));
        }
      }
    }
  }

  /** A new, empty database. */
  public static Database freshDatabase() {
    Database server = server();
    String name = "t" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    String url = server.url().replaceFirst("(//[^/]+/)[^?]*", "$1" + name);
    return new Database(url, server.user(), server.password());
  }

  private static synchronized Database server() {
    Database known = server;
    if (known == null) {
      known = start();
      server = known;
    }
    return known;
  }

  private static Database start() {
    if (dockerMayBeThere() && DockerClientFactory.instance().isDockerAvailable()) {
      PostgreSQLContainer container = new PostgreSQLContainer("postgres:18");
      container.start();
      System.out.println("PostgreSQL of the tests: container " + container.getJdbcUrl());
      return new Database(container.getJdbcUrl(), container.getUsername(), container.getPassword());
    }
    String given = System.getenv("TEST_POSTGRES_URL");
    if (given != null) {
      System.out.println("PostgreSQL of the tests: TEST_POSTGRES_URL");
      return new Database(
          given,
          System.getenv().getOrDefault("TEST_POSTGRES_USER", "postgres"),
          System.getenv().getOrDefault("TEST_POSTGRES_PASSWORD", ""));
    }
    try {
      EmbeddedPostgres embedded =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("max_connections", "200")
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(embedded)));
      String url = embedded.getJdbcUrl("postgres", "postgres");
      System.out.println("PostgreSQL of the tests: embedded, " + url);
      return new Database(url.replaceFirst("\\?.*", ""), "postgres", "");
    } catch (IOException e) {
      throw new IllegalStateException("the embedded PostgreSQL does not start", e);
    }
  }

  /** Asking Docker where there is none takes a second and prints errors. */
  private static boolean dockerMayBeThere() {
    return System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
  }

  private static void close(EmbeddedPostgres embedded) {
    try {
      embedded.close();
    } catch (IOException e) {
      System.err.println("the embedded PostgreSQL does not stop: " + e);
    }
  }
}
