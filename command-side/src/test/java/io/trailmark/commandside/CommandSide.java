package io.trailmark.commandside;

import io.trailmark.commandside.customer.CustomerCommand;
import io.trailmark.commandside.customer.StepsDue;
import io.trailmark.commandside.delivery.Delivery;
import io.trailmark.commandside.delivery.Way;
import io.trailmark.eventstore.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.PriorityOrdered;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A started command side on a database of its own, spoken to over HTTP. */
public final class CommandSide implements AutoCloseable {
  public static final String KEY = "test-write-key-0123456789";

  /** Names a playbook whose two sequences are win-back and post-purchase. */
  public static final String TWO_SEQUENCES =
      "--trailmark.playbook=src/test/resources/two-sequences.yaml";

  private static final JsonMapper JSON = JsonMapper.shared();

  private final ConfigurableApplicationContext context;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;

  private CommandSide(ConfigurableApplicationContext context) {
    this.context = context;
    this.url = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  /** Starts on a new database with business time at {@code now}. */
  public static CommandSide start(String now, String... properties) {
    return start(TestPostgres.freshDatabase(), now, properties);
  }

  /** Starts one more node, or the same again, with business time as it is. */
  public static CommandSide join(TestPostgres.Database database) {
    return start(database, "");
  }

  public static CommandSide start(TestPostgres.Database database, String now, String... more) {
    return start(database, now, context -> {}, more);
  }

  /** Starts on a new database with {@link #TWO_SEQUENCES}, handing messages to {@code delivery}. */
  public static CommandSide deliveringBy(Delivery delivery, String now) {
    return deliveringBy(delivery, TestPostgres.freshDatabase(), now);
  }

  public static CommandSide deliveringBy(
      Delivery delivery, TestPostgres.Database database, String now) {
    return start(
        database,
        now,
        context -> context.registerBean("onlyWay", Way.class, () -> new OnlyWay(delivery)),
        TWO_SEQUENCES);
  }

  /** Starts with ways out beside those that there are, before which they come. */
  public static CommandSide sendingBy(
      Map<String, Delivery> ways, TestPostgres.Database database, String now, String... more) {
    return start(
        database,
        now,
        context -> context.registerBean("onlyWay", Way.class, () -> new OnlyWay(ways)),
        more);
  }

  private record OnlyWay(Map<String, Delivery> deliveries) implements Way, PriorityOrdered {
    OnlyWay(Delivery all) {
      this(Map.of("email", all, "sms", all, "push", all));
    }

    @Override
    public int getOrder() {
      return 0;
    }
  }

  private static CommandSide start(
      TestPostgres.Database database,
      String now,
      ApplicationContextInitializer<GenericApplicationContext> beans,
      String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(),
                "--trailmark.write-key=" + KEY));
    if (!now.isEmpty()) {
      arguments.add("--trailmark.clock.now=" + now);
    }
    arguments.addAll(List.of(more));
    return new CommandSide(
        new SpringApplicationBuilder(CommandSideApplication.class)
            .initializers(beans)
            .run(arguments.toArray(String[]::new)));
  }

  /** Where it answers, without a slash at the end. */
  public String url() {
    return url;
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** From here on nothing happens by time alone. */
  public void stopTime() {
    context.getBean("timeDriver", SmartLifecycle.class).stop();
  }

  /** As if time had come to an instant for one customer's runs, and for nothing else. */
  public static CustomerCommand takeSteps(String customer, String until) {
    StepsDue due = new StepsDue(Instant.parse(until).toEpochMilli(), Set.of(), false, Set.of());
    return new CustomerCommand.TakeSteps(customer, due, Long.MIN_VALUE);
  }

  /** Internal key of whom a source calls so. */
  public String key(String sourceId) {
    return jdbc()
        .sql("select customer from identity where source_id = ?")
        .param(sourceId)
        .query(String.class)
        .single();
  }

  public JdbcClient jdbc() {
    return bean(JdbcClient.class);
  }

  /** An HTTP answer. */
  public record Answer(int status, JsonNode body, HttpResponse<String> raw) {}

  public Answer post(String path, String body, String... headers) {
    return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  public Answer post(String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    return send(request, headers);
  }

  public Answer put(String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(60))
            .PUT(HttpRequest.BodyPublishers.ofString(body));
    return send(request, headers);
  }

  public Answer delete(String path, String... headers) {
    return send(HttpRequest.newBuilder(URI.create(url + path)).DELETE(), headers);
  }

  public Answer get(String path) {
    return send(HttpRequest.newBuilder(URI.create(url + path)));
  }

  /** What is no JSON is answered without a body. */
  public Answer getRaw(String path, String... headers) {
    var request = HttpRequest.newBuilder(URI.create(url + path)).headers(headers).build();
    try {
      var response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), JSON.missingNode(), response);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Answer send(HttpRequest.Builder request, String... headers) {
    if (headers.length == 0) {
      request.header("Authorization", basic(KEY));
      request.header("Content-Type", "application/json");
    } else {
      request.headers(headers);
    }
    try {
      var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      String text = response.body();
      return new Answer(
          response.statusCode(), JSON.readTree(text.isEmpty() ? "null" : text), response);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public static String basic(String key) {
    return "Basic "
        + Base64.getEncoder().encodeToString((key + ":").getBytes(StandardCharsets.UTF_8));
  }

  /** Records activities and fails unless all are accepted. */
  public void record(String... activities) {
    Answer answer =
        post("/v1/activities", "{\"activities\":[" + String.join(",", activities) + "]}");
    if (answer.status() != 200 || answer.body().path("accepted").intValue() != activities.length) {
      throw new AssertionError(answer.status() + " " + answer.body());
    }
  }

  public static String activity(String id, String customer, String kind, String occurredAt) {
    return """
    {"messageId":"%s","customerId":"%s","kind":"%s","occurredAt":"%s","properties":{}}\
    """
        .formatted(id, customer, kind, occurredAt);
  }

  public static String order(String id, String customer, String occurredAt, String amount) {
    return """
    {"messageId":"%s","customerId":"%s","kind":"order_placed","occurredAt":"%s",\
    "properties":{"orderId":"%s","amount":"%s"}}\
    """
        .formatted(id, customer, occurredAt, id, amount);
  }

  /** A customer's stored events in order, as {@code Type {json}}. */
  public List<String> events(String customerId) {
    return jdbc()
        .sql(
            "select regexp_replace(payload_type, '.*\\.', '') || ' ' || convert_from(payload,"
                + " 'UTF8') from domain_event join identity on aggregate = customer where source_id"
                + " = ? order by sequence")
        .param(customerId)
        .query(String.class)
        .list();
  }

  /** Waits until {@code condition} holds, at most 30 seconds. */
  public static void eventually(Callable<Boolean> condition) {
    long end = System.nanoTime() + 30_000_000_000L;
    try {
      while (!condition.call()) {
        if (System.nanoTime() > end) {
          throw new AssertionError("did not happen within 30 seconds");
        }
        Thread.sleep(20);
      }
    } catch (RuntimeException | AssertionError e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
