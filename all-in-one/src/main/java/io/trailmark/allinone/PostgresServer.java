package io.trailmark.allinone;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A real PostgreSQL on the data folder, on a free loopback port. Whoever knows the password kept in
 * the folder gets in, and nobody else.
 */
final class PostgresServer implements AutoCloseable {
  static final String USER = "postgres";
  private static final String PASSWORD = "postgres.password";

  private final EmbeddedPostgres server;
  private final String password;

  private PostgresServer(EmbeddedPostgres server, String password) {
    this.server = server;
    this.password = password;
  }

  /** A server that some JVM runs. */
  record Running(String jdbcUrl, String password) {}

  /** The server that runs on a data folder, or did when its JVM was killed. */
  static Optional<Running> running(Path folder) {
    try {
      // Pid, directory, start, port, …
      List<String> pidFile = Files.readAllLines(folder.resolve("postgres/postmaster.pid"));
      return pidFile.size() < 4
          ? Optional.empty()
          : Optional.of(
              new Running(
                  "jdbc:postgresql://127.0.0.1:" + pidFile.get(3).trim() + "/postgres",
                  Files.readString(folder.resolve(PASSWORD))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new Refusal(folder + " cannot be read: " + e, e);
    }
  }

  static PostgresServer start(Path folder) {
    Path directory = folder.resolve("postgres");
    try {
      LeftoverPostgres.end(directory);
      Path initialised = folder.resolve("postgres.initialised");
      if (!Files.exists(initialised)) {
        // Interrupted while it was made: nothing was ever stored in it.
        DataFolder.delete(directory);
      }
      PostgresServer started = start(directory, folder.resolve("postgres.log"), password(folder));
      Files.writeString(initialised, "");
      return started;
    } catch (IOException | IllegalStateException e) {
      throw new Refusal(
          "PostgreSQL did not start on " + directory + ", see postgres.log beside it: " + e, e);
    }
  }

  private static PostgresServer start(Path directory, Path log, Path passwordFile)
      throws IOException {
    String password = Files.readString(passwordFile);
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory.toFile())
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPGStartupWait(Duration.ofMinutes(1))
            .setOutputRedirector(Redirect.appendTo(log.toFile()))
            .setErrorRedirector(Redirect.appendTo(log.toFile()))
            .setLocaleConfig("locale", "C")
            .setLocaleConfig("auth", "scram-sha-256")
            .setLocaleConfig("pwfile", passwordFile.toString())
            .setConnectConfig("password", password)
            // The library would switch both off: it is made for tests.
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("max_connections", "60")
            .setServerConfig("shared_buffers", "256MB")
            .setServerConfig("effective_cache_size", "1GB")
            // Of solid-state disks: at the default, whole tables are read for a few hundred rows.
            .setServerConfig("random_page_cost", "1.1")
            .setServerConfig("max_wal_size", "2GB")
            .setServerConfig("log_checkpoints", "off");
    try {
      return new PostgresServer(builder.start(), password);
    } catch (IOException | RuntimeException | Error e) {
      // The library forgets a server that it gave up waiting for.
      LeftoverPostgres.end(directory);
      throw e;
    }
  }

  private static Path password(Path folder) throws IOException {
    Path file = folder.resolve(PASSWORD);
    if (!Files.exists(file)) {
      Path part = folder.resolve("postgres.password.part");
      Files.writeString(part, Secret.random());
      DataFolder.ownerOnly(part, "rw-------");
      Files.move(part, file);
    }
    return file;
  }

  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres?reWriteBatchedInserts=true"
        .formatted(server.getPort());
  }

  String password() {
    return password;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
