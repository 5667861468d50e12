package io.trailmark.allinone;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How to reach a PostgreSQL that runs.
 *
 * @param url of JDBC
 */
record DatabaseLogin(String url, String user, String password) {

  /** As the environment names it for the sides; empty if it does not. */
  static Optional<DatabaseLogin> named(Map<String, String> environment) {
    String url = environment.getOrDefault("SPRING_DATASOURCE_URL", "");
    return url.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new DatabaseLogin(
                url,
                environment.getOrDefault("SPRING_DATASOURCE_USERNAME", ""),
                environment.getOrDefault("SPRING_DATASOURCE_PASSWORD", "")));
  }

  /** That of the server on a data folder; empty if none runs there. */
  static Optional<DatabaseLogin> ofServer(Path folder) {
    return PostgresServer.running(folder)
        .map(server -> new DatabaseLogin(server.jdbcUrl(), PostgresServer.USER, server.password()));
  }
}
