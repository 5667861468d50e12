package io.trailmark.queryside;

import io.trailmark.eventstore.Identities;
import io.trailmark.eventstore.TestPostgres;
import io.trailmark.sharedevents.CustomerEvent;
import io.trailmark.sharedevents.PlaybookActivated;
import io.trailmark.sharedevents.PlaybookDrafted;
import io.trailmark.sharedevents.PlaybookEvent;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A started query side on databases of its own: events go into its log, answers come by HTTP. */
public final class QuerySide implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final ConfigurableApplicationContext context;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private final Map<String, Long> sequences = new HashMap<>();

  private QuerySide(ConfigurableApplicationContext context) {
    this.context = context;
    this.url = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  public static QuerySide start(String now, String... more) {
    return start(TestPostgres.freshDatabase(), TestMongo.freshDatabase(), now, more);
  }

  public static QuerySide start(
      TestPostgres.Database postgres, String mongo, String now, String... more) {
    return start(postgres, mongo, now, List.of(), context -> {}, more);
  }

  /** The same, changed before it starts: beans of the test's own for example. */
  public static QuerySide start(
      TestPostgres.Database postgres,
      String mongo,
      String now,
      ApplicationContextInitializer<GenericApplicationContext> change,
      String... more) {
    return start(postgres, mongo, now, List.of(), change, more);
  }

  /**
   * The same, and gets {@code path} in the very moment in which the web server begins to answer.
   */
  public static Answer firstAnswer(TestPostgres.Database postgres, String mongo, String path) {
    List<Answer> answers = new ArrayList<>();
    ApplicationListener<ServletWebServerInitializedEvent> asker =
        event -> answers.add(new QuerySide(event.getApplicationContext()).get(path));
    try (QuerySide side = start(postgres, mongo, "", List.of(asker), context -> {})) {
      return answers.getFirst();
    }
  }

  private static QuerySide start(
      TestPostgres.Database postgres,
      String mongo,
      String now,
      List<ApplicationListener<?>> listeners,
      ApplicationContextInitializer<GenericApplicationContext> change,
      String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.datasource.url=" + postgres.url(),
                "--spring.datasource.username=" + postgres.user(),
                "--spring.datasource.password=" + postgres.password(),
                "--spring.mongodb.uri=" + mongo));
    if (!now.isEmpty()) {
      arguments.add("--trailmark.clock.now=" + now);
    }
    arguments.addAll(List.of(more));
    return new QuerySide(
        new SpringApplicationBuilder(QuerySideApplication.class)
            .listeners(listeners.toArray(ApplicationListener[]::new))
            .initializers(change)
            .properties(
                "trailmark.projections.beat=50ms",
                "trailmark.projections.retired-for=200ms",
                "trailmark.history.pause=50ms",
                "logging.level.de.bwaldvogel.mongo=ERROR",
                "logging.level.org.mongodb.driver=WARN")
            .run(arguments.toArray(String[]::new)));
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** Makes the standard playbook version 1, in force from an instant. */
  public void activateStandardPlaybook(String at) {
    long from = Instant.parse(at).toEpochMilli();
    append(
        PlaybookEvent.ID,
        "Playbook",
        new PlaybookDrafted(PlaybookEvent.ID, 1, standardPlaybook(), from),
        new PlaybookActivated(PlaybookEvent.ID, 1, from, false));
  }

  public static String standardPlaybook() {
    try (InputStream in = QuerySide.class.getResourceAsStream("/playbooks/standard.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Key of a customer whom a source calls so. */
  public String key(String sourceId) {
    return bean(Identities.class).resolve(List.of(sourceId)).get(sourceId);
  }

  public void record(CustomerEvent... events) {
    for (CustomerEvent event : events) {
      append(event.customer(), "Customer", event);
    }
  }

  /** The same, recorded at an instant of business time. */
  public void recordAt(String recordedAt, CustomerEvent... events) {
    List<DomainEventMessage<?>> messages = new ArrayList<>();
    for (CustomerEvent event : events) {
      messages.add(
          new GenericDomainEventMessage<>(
              "Customer",
              event.customer(),
              sequences.merge(event.customer(), 0L, (old, zero) -> old + 1),
              event,
              Map.of(),
              UUID.randomUUID().toString(),
              Instant.parse(recordedAt)));
    }
    bean(EventStore.class).publish(messages);
  }

  public void append(String aggregate, String type, Object... payloads) {
    List<DomainEventMessage<?>> messages = new ArrayList<>();
    for (Object payload : payloads) {
      long sequence = sequences.merge(aggregate, 0L, (old, zero) -> old + 1);
      messages.add(new GenericDomainEventMessage<>(type, aggregate, sequence, payload));
    }
    bean(EventStore.class).publish(messages);
  }

  /** Waits until every projection has seen the whole log. */
  public void settle() {
    eventually(
        () -> {
          for (JsonNode p : get("/api/projections").body().path("projections")) {
            if (p.path("lag").longValue() > 0) {
              return false;
            }
          }
          return true;
        });
  }

  /** An HTTP answer. */
  public record Answer(int status, JsonNode body, HttpResponse<String> raw) {}

  public Answer get(String path) {
    return send(HttpRequest.newBuilder(URI.create(url + path)));
  }

  public Answer post(String path) {
    return send(
        HttpRequest.newBuilder(URI.create(url + path)).POST(HttpRequest.BodyPublishers.noBody()));
  }

  public Answer post(String path, String json) {
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  public Answer delete(String path) {
    return send(HttpRequest.newBuilder(URI.create(url + path)).DELETE());
  }

  public URI uri(String path) {
    return URI.create(url + path);
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      String type = response.headers().firstValue("Content-Type").orElse("");
      String text = type.contains("json") ? response.body() : "null";
      return new Answer(response.statusCode(), JSON.readTree(text), response);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
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
