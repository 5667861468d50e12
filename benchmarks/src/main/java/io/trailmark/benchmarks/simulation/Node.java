package io.trailmark.benchmarks.simulation;

import io.trailmark.commandside.CommandSideApplication;
import io.trailmark.commandside.delivery.Way;
import io.trailmark.eventstore.BusinessClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.axonframework.commandhandling.CommandBus;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A command side in this process, with a clock and a delivery of its own. */
final class Node implements AutoCloseable {
  private static final String KEY = "simulation-write-key-0123456789";

  private final ConfigurableApplicationContext context;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;

  private Node(ConfigurableApplicationContext context) {
    this.context = context;
    this.url = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  /**
   * Starts one.
   *
   * @param database JDBC URL, without a password
   * @param playbook a file, for a fresh database
   */
  static Node start(String database, String playbook, BusinessClock clock, Way way, Faults faults) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--logging.level.root=WARN",
                "--spring.datasource.url=" + database,
                "--spring.datasource.username=postgres",
                "--spring.datasource.password=",
                "--trailmark.write-key=" + KEY,
                "--trailmark.due.pause=" + Due.PAUSE + "ms",
                "--trailmark.playbook=" + playbook));
    ApplicationContextInitializer<GenericApplicationContext> beans =
        context -> {
          context.registerBean(BusinessClock.class, () -> clock);
          context.registerBean("handedOver", Way.class, () -> way);
        };
    Node node =
        new Node(
            new SpringApplicationBuilder(CommandSideApplication.class)
                .initializers(beans)
                .run(arguments.toArray(String[]::new)));
    faults.watch(node.context.getBean(CommandBus.class));
    return node;
  }

  JdbcClient jdbc() {
    return context.getBean(JdbcClient.class);
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /**
   * Sends a request until it is answered by something else than 503.
   *
   * @throws IllegalStateException if that is none of success, nor 404 of an erasure done before
   */
  String send(String method, String path, String body) throws IOException, InterruptedException {
    while (true) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(url + path))
                  .header("Authorization", authorization())
                  .header("Content-Type", "application/json")
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      int status = answer.statusCode();
      if (status / 100 == 2 || status == 404 && method.equals("DELETE")) {
        return answer.body();
      }
      if (status != 503) {
        throw new IllegalStateException(method + " " + path + ": " + status + " " + answer.body());
      }
      Thread.sleep(100);
    }
  }

  private static String authorization() {
    return "Basic "
        + Base64.getEncoder().encodeToString((KEY + ":").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    context.close();
  }
}
