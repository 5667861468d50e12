package io.trailmark.allinone;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.allinone.Credentials.Access;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Backups of real servers, restored and started. */
class KeepingTest {
  private static final String JSON = "application/json";
  private static final int CUSTOMERS = 40;
  private static final int IN_A_REQUEST = 10;

  private final CommandRun command = new CommandRun();
  @TempDir Path temporary;

  private Path data() {
    return temporary.resolve("data");
  }

  private Path file() {
    return temporary.resolve("backup.zip");
  }

  private Path restored() {
    return temporary.resolve("restored");
  }

  private int backup() {
    return command.run("backup", file().toString(), "--data", data().toString());
  }

  private int restore(String... more) {
    List<String> arguments = new ArrayList<>(List.of("restore", file().toString(), "--data"));
    arguments.add(restored().toString());
    arguments.addAll(List.of(more));
    return command.run(arguments.toArray(String[]::new));
  }

  static void await(Callable<Boolean> condition) throws Exception {
    for (int i = 0; !condition.call(); i++) {
      assertThat(i).as("waited for two minutes").isLessThan(1_200);
      Thread.sleep(100);
    }
  }

  /** Until read models have seen all that was recorded. */
  static void settle(ServerClient client) throws Exception {
    await(
        () ->
            StreamSupport.stream(
                    client.get("/api/projections").path("projections").spliterator(), false)
                .allMatch(
                    p ->
                        p.path("lag").asLong() == 0
                            && p.path("status").asString().equals("running")));
  }

  /** Requests that are sent one after the other until it is closed. */
  private static final class Load implements AutoCloseable {
    private final ServerClient client;
    private final List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread = Thread.ofPlatform().unstarted(this::send);
    private volatile boolean closed;

    Load(ServerClient client) {
      this.client = client;
      thread.start();
    }

    private void send() {
      for (int i = 0; !closed; i++) {
        String now = client.get("/api/segments").path("now").asString();
        String request = request(i, now);
        assertThat(client.post("/v1/activities", JSON, request).path("accepted").asInt())
            .isEqualTo(IN_A_REQUEST);
        acknowledged.add(request);
      }
    }

    /** The first orders of all customers, then what they look at. */
    private static String request(int number, String now) {
      return IntStream.range(0, IN_A_REQUEST)
          .map(i -> number * IN_A_REQUEST + i)
          .mapToObj(
              n ->
                  """
                  {"messageId":"m%d","customerId":"c%d","kind":"%s","occurredAt":"%s",\
                  "properties":{"amount":"1.00"}}\
                  """
                      .formatted(
                          n, n % CUSTOMERS, n < CUSTOMERS ? "order_placed" : "product_viewed", now))
          .collect(Collectors.joining(",", "{\"activities\":[", "]}"));
    }

    List<String> acknowledged() {
      synchronized (acknowledged) {
        return List.copyOf(acknowledged);
      }
    }

    @Override
    public void close() throws InterruptedException {
      closed = true;
      thread.join();
    }
  }

  /** Messages of a status by their run and step, with the instant at which they ended. */
  private static Map<String, String> messages(ServerClient client, String status) {
    JsonNode messages = client.get("/api/messages?limit=1000&status=" + status).path("messages");
    return StreamSupport.stream(messages.spliterator(), false)
        .collect(
            toMap(
                m -> m.path("run").asString() + " " + m.path("step").asInt(),
                m -> m.path("endedAt").asString() + " " + m.path("reason").asString("")));
  }

  @Test
  void holdsWhatWasAcknowledgedAndSendsNothingAgain() throws Exception {
    List<String> before;
    List<String> all;
    Map<String, String> sent;
    try (TrailmarkProcess server =
        TrailmarkProcess.serve(
            temporary, data(), "--now", "2011-12-10T00:00:00Z", "--speed", "21600")) {
      ServerClient client = new ServerClient(new Access(server.url(), server.key(), ""));
      try (Load load = new Load(client)) {
        await(() -> load.acknowledged().size() >= 30);
        before = load.acknowledged();
        assertThat(backup()).as(command.err()).isZero();
        await(() -> load.acknowledged().size() >= before.size() + 10);
        load.close();
        all = load.acknowledged();
      }
      // Two days after the order, of which none had passed for most at the backup.
      await(() -> messages(client, "sent").size() >= CUSTOMERS);
      sent = messages(client, "sent");
      server.kill();
    }
    String backupAt = command.out().replaceFirst("(?s).*business time ([^)]*)\\).*", "$1");

    assertThat(restore()).as(command.err()).isZero();
    String until = command.out().replaceFirst("(?s).*due up to (\\S*) is not.*", "$1");
    assertThat(until).isGreaterThan(Collections.max(sent.values()));

    try (TrailmarkProcess server = TrailmarkProcess.serve(temporary, restored())) {
      ServerClient client = new ServerClient(new Access(server.url(), server.key(), ""));
      settle(client);
      assertThat(recent(client)).isEqualTo(CUSTOMERS);
      List<Integer> again = all.stream().map(request -> duplicates(client, request)).toList();
      assertThat(again.subList(0, before.size())).containsOnly(IN_A_REQUEST);
      // Of a request all is there or nothing.
      assertThat(again).containsOnly(IN_A_REQUEST, 0);
      assertThat(again.getLast()).isZero();
    }
    try (TrailmarkProcess server =
        TrailmarkProcess.serve(temporary, restored(), "--speed", "100000")) {
      ServerClient client = new ServerClient(new Access(server.url(), "", ""));
      Map<String, String> sentBefore =
          sent.entrySet().stream()
              .filter(m -> m.getValue().compareTo(backupAt) <= 0)
              .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
      // The third mail is due 23 days after the order.
      await(() -> messages(client, "sent").size() >= sentBefore.size() + CUSTOMERS);

      Map<String, String> sentThen = messages(client, "sent");
      sentThen.keySet().removeAll(sentBefore.keySet());
      assertThat(sentThen.values()).allSatisfy(at -> assertThat(at).isGreaterThan(until));
      assertThat(sentThen.keySet()).doesNotContainAnyElementsOf(sent.keySet());
      Map<String, String> skipped = messages(client, "skipped");
      assertThat(skipped.keySet()).containsAll(without(sent.keySet(), sentBefore.keySet()));
      assertThat(skipped.values()).isNotEmpty().allMatch(m -> m.endsWith(" restored"));
    }
  }

  private static Set<String> without(Collection<String> all, Collection<String> some) {
    return all.stream().filter(one -> !some.contains(one)).collect(toSet());
  }

  private static int duplicates(ServerClient client, String request) {
    return client.post("/v1/activities", JSON, request).path("duplicates").asInt();
  }

  private static int recent(ServerClient client) {
    return StreamSupport.stream(client.get("/api/segments").path("segments").spliterator(), false)
        .filter(segment -> segment.path("id").asString().equals("recent"))
        .findFirst()
        .orElseThrow()
        .path("size")
        .asInt();
  }

  /** A data folder with something in it, whose server has stopped. */
  private void stopped() throws Exception {
    try (TrailmarkProcess server =
        TrailmarkProcess.serve(temporary, data(), "--now", "2011-12-10T00:00:00Z")) {
      new ServerClient(new Access(server.url(), server.key(), ""))
          .post("/v1/activities", JSON, Load.request(0, "2011-12-10T00:00:00Z"));
    }
  }

  @Test
  void startsNothingOnAFolderWhoseRestoreWasKilled() throws Exception {
    stopped();
    assertThat(backup()).as(command.err()).isZero();
    try (TrailmarkProcess restoring =
        TrailmarkProcess.start(
            temporary, "restore", file().toString(), "--data", restored().toString())) {
      await(() -> Files.exists(restored().resolve("postgres/postmaster.pid")));
      restoring.kill();
    }
    for (String name : List.of("serve", "demo", "backup")) {
      String[] arguments =
          name.equals("backup")
              ? new String[] {name, "again.zip", "--data", restored().toString()}
              : new String[] {name, "--port", "0", "--data", restored().toString()};
      assertThat(command.run(arguments)).isEqualTo(1);
      assertThat(command.err()).hasLineCount(1).contains("was not finished: run it again");
    }
    try (TrailmarkProcess restoring =
        TrailmarkProcess.start(
            temporary,
            "restore",
            file().toString(),
            "--data",
            restored().toString(),
            "--sent-until",
            "2011-12-10T00:00:00Z")) {
      assertThat(restoring.exitCode(90)).as(restoring.errors()).isZero();
      assertThat(restoring.output())
          .hasLineCount(3)
          .contains("due up to 2011-12-10T00:00:00Z is not sent");
    }
    try (TrailmarkProcess server = TrailmarkProcess.serve(temporary, restored())) {
      ServerClient client = new ServerClient(new Access(server.url(), server.key(), ""));
      assertThat(duplicates(client, Load.request(0, "2011-12-10T00:00:00Z")))
          .isEqualTo(IN_A_REQUEST);
    }
  }

  @Test
  void refusesWhatItCannotKeepAndWhereItCannot() throws Exception {
    assertThat(backup()).isEqualTo(1);
    assertThat(command.err()).hasLineCount(1).contains("There is no data in " + data());
    assertThat(restore()).isEqualTo(1);
    assertThat(command.err()).hasLineCount(1).contains("There is no file " + file());

    stopped();
    assertThat(backup()).as(command.err()).isZero();
    assertThat(backup()).isEqualTo(1);
    assertThat(command.err()).hasLineCount(1).contains("exists already");
    assertThat(command.run("restore", file().toString(), "--data", data().toString())).isEqualTo(1);
    assertThat(command.err()).hasLineCount(1).contains("holds data");
    Files.createDirectories(restored());
    Path letter = Files.writeString(restored().resolve("letter.txt"), "dear");
    assertThat(restore()).isEqualTo(1);
    assertThat(command.err()).hasLineCount(1).contains("not a data folder of Trailmark");
    assertThat(letter).hasContent("dear");
    Files.delete(letter);

    byte[] damaged = Files.readAllBytes(file());
    damaged[damaged.length / 2] ^= 1;
    Files.write(file(), damaged);
    assertThat(restore()).isEqualTo(1);
    assertThat(command.err()).hasLineCount(1).contains("damaged or cut short");
    assertThat(restored()).isEmptyDirectory();
  }
}
