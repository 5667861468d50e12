package io.trailmark.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.allinone.Credentials.Access;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.XZInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Today's code on the folder that an earlier release left, with sequences going on in it: see
 * src/test/resources/upgrade/README.md.
 */
class UpgradeTest {
  private static final String MESSAGES = "/api/messages?limit=500";
  private static final String LAST_CUSTOMER = "/api/customers/new-46";

  /** What says how late it is. */
  private static final Set<String> CLOCKS = Set.of("now", "to", "position");

  private final CommandRun command = new CommandRun();
  @TempDir Path temporary;
  private Path folder = Path.of("");

  @BeforeEach
  void unpack() throws IOException {
    folder = Files.createDirectory(temporary.resolve("data"));
    try (ZipInputStream zip =
        new ZipInputStream(new XZInputStream(resource("folder-of-6462f5f.zip.xz")))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path path = folder.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.copy(zip, path);
        }
      }
    }
    DataFolder.ownerOnly(folder.resolve("postgres"), "rwx------");
  }

  private static InputStream resource(String name) {
    InputStream found = UpgradeTest.class.getResourceAsStream("/upgrade/" + name);
    assertThat(found).as(name).isNotNull();
    return found;
  }

  private static JsonNode json(String name) throws IOException {
    try (InputStream in = resource(name)) {
      return JsonMapper.shared().readTree(in);
    }
  }

  @Test
  void answersAsTheEarlierReleaseDidAndGoesOnWithItsSequences() throws Exception {
    JsonNode answers = json("answers-of-6462f5f.json");
    try (TrailmarkProcess server = TrailmarkProcess.serve(temporary, folder)) {
      ServerClient client = new ServerClient(new Access(server.url(), server.key(), ""));
      KeepingTest.settle(client);
      answersAsBefore(client, answers, answers.propertyNames());

      JsonNode again =
          client.post(
              "/v1/activities", "application/json", json("sent-to-6462f5f.json").toString());
      assertThat(again.path("accepted").asInt()).isZero();
      assertThat(again.path("duplicates").asInt()).isEqualTo(96);
    }
    try (TrailmarkProcess server = TrailmarkProcess.serve(temporary, folder, "--speed", "100000")) {
      ServerClient client = new ServerClient(new Access(server.url(), "", ""));
      KeepingTest.await(
          () ->
              client
                  .get(LAST_CUSTOMER)
                  .path("runs")
                  .path(0)
                  .path("state")
                  .asString()
                  .equals("completed"));
    }
    // At that speed a slow machine may never be done with all that comes due.
    try (TrailmarkProcess server = TrailmarkProcess.serve(temporary, folder)) {
      ServerClient client = new ServerClient(new Access(server.url(), "", ""));
      KeepingTest.settle(client);
      KeepingTest.await(
          () -> byStep(messages(client)).values().stream().allMatch(UpgradeTest::isSent));
      Map<String, JsonNode> now = byStep(messages(client));
      // What was sent before stays as it was.
      byStep(answers.path(MESSAGES).path("messages"))
          .forEach((step, message) -> covers(message, now.get(step), step));
      String run = client.get(LAST_CUSTOMER).path("runs").path(0).path("run").asString();
      assertThat(now.keySet()).contains(run + " 1", run + " 3", run + " 5");
      assertThat(sentMoreThanOnce()).isZero();
    }
  }

  private static boolean isSent(JsonNode message) {
    return message.path("status").asString().equals("sent");
  }

  private static List<JsonNode> messages(ServerClient client) {
    List<JsonNode> all = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = client.get("/api/messages?limit=500" + after);
      page.path("messages").forEach(all::add);
      after = page.has("next") ? "&after=" + page.path("next").asString() : "";
    } while (!after.isEmpty());
    return all;
  }

  @Test
  void restoresABackupOfTheEarlierReleasesFolder() throws Exception {
    Path file = temporary.resolve("backup.zip");
    Path restored = temporary.resolve("restored");
    assertThat(command.run("backup", file.toString(), "--data", folder.toString()))
        .as(command.err())
        .isZero();
    assertThat(command.run("restore", file.toString(), "--data", restored.toString()))
        .as(command.err())
        .isZero();
    JsonNode answers = json("answers-of-6462f5f.json");
    try (TrailmarkProcess server = TrailmarkProcess.serve(temporary, restored)) {
      ServerClient client = new ServerClient(new Access(server.url(), server.key(), ""));
      KeepingTest.settle(client);
      // Stored backtests are read models that nothing rebuilds: backups do not hold them.
      Set<String> paths = new TreeSet<>(answers.propertyNames());
      assertThat(paths.removeIf(path -> path.startsWith("/api/backtests"))).isTrue();
      answersAsBefore(client, answers, paths);
    }
  }

  private static void answersAsBefore(ServerClient client, JsonNode answers, Iterable<String> paths)
      throws IOException {
    for (String path : paths) {
      JsonNode before = answers.path(path);
      if (before.isString()) {
        Path csv = Files.createTempFile("answer", ".csv");
        client.download(path, csv);
        assertThat(csv).as(path).hasContent(before.asString());
        Files.delete(csv);
      } else {
        covers(before, client.get(path), path);
      }
    }
  }

  /** Later releases may tell more, never less or other. */
  private static void covers(JsonNode before, JsonNode now, String where) {
    if (before.isObject()) {
      before.properties().stream()
          .filter(field -> !CLOCKS.contains(field.getKey()))
          .forEach(
              field ->
                  covers(field.getValue(), now.path(field.getKey()), where + " " + field.getKey()));
    } else if (before.isArray()) {
      assertThat(now.size()).as(where).isEqualTo(before.size());
      for (int i = 0; i < before.size(); i++) {
        covers(before.get(i), now.get(i), where + " " + i);
      }
    } else {
      assertThat(now).as(where).isEqualTo(before);
    }
  }

  private static Map<String, JsonNode> byStep(Iterable<JsonNode> messages) {
    return StreamSupport.stream(messages.spliterator(), false)
        .collect(
            Collectors.toMap(
                m -> m.path("run").asString() + " " + m.path("step").asInt(),
                m -> m,
                (one, other) -> {
                  throw new AssertionError("told twice: " + one);
                },
                HashMap::new));
  }

  /** By the events themselves. */
  private int sentMoreThanOnce() throws Exception {
    PostgresServer.Running postgres = PostgresServer.running(folder).orElseThrow();
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl(), PostgresServer.USER, postgres.password());
        ResultSet row =
            connection
                .createStatement()
                .executeQuery(
                    """
                    select count(*) from (
                      select 1 from domain_event,
                          lateral (select convert_from(payload, 'UTF8')::json e) event
                        where payload_type like '%.MessageSending'
                        group by e ->> 'run', e ->> 'step' having count(*) > 1) twice
                    """)) {
      row.next();
      return row.getInt(1);
    }
  }
}
