package io.trailmark.benchmarks;

import io.trailmark.queryside.QuerySideApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A query side in this process, to be spoken to over HTTP. */
public record QuerySide(ConfigurableApplicationContext context, HttpClient http)
    implements AutoCloseable {
  private static final Pattern POSITION =
      Pattern.compile("\"name\":\"\\w+\",\"generation\":\\d+,\"position\":(\\d+)");

  /**
   * Starts one on a free port.
   *
   * @param postgres JDBC URL
   * @param mongo URI
   * @param more arguments
   */
  public static QuerySide start(String postgres, String mongo, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--logging.level.root=WARN",
                "--logging.level.de.bwaldvogel=ERROR",
                "--logging.level.io.trailmark.queryside.history=INFO",
                "--spring.datasource.url=" + postgres,
                "--spring.mongodb.uri=" + mongo));
    arguments.addAll(List.of(more));
    return new QuerySide(
        SpringApplication.run(QuerySideApplication.class, arguments.toArray(String[]::new)),
        HttpClient.newHttpClient());
  }

  HttpRequest.Builder request(String path) {
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  public String get(String path) throws IOException, InterruptedException {
    return body(request(path));
  }

  String post(String path, String json) throws IOException, InterruptedException {
    return body(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  private String body(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
  }

  /** Until every read model has seen the log up to a position. */
  public void await(long position) throws IOException, InterruptedException {
    while (!hasCome(position)) {
      Thread.sleep(200);
    }
  }

  private boolean hasCome(long position) throws IOException, InterruptedException {
    return POSITION
        .matcher(get("/api/projections"))
        .results()
        .allMatch(found -> Long.parseLong(found.group(1)) >= position);
  }

  @Override
  public void close() {
    context.close();
  }
}
