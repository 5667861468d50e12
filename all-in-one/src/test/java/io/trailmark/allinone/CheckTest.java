package io.trailmark.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.allinone.Credentials.Access;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CheckTest {
  private static final String PLAYBOOK =
      """
      playbook: mine
      zone: UTC
      currency: GBP
      segments:
        - id: recent
          when: { since-last: order_placed, less-than: 30d }
      """;

  @TempDir Path temporary;

  private Path file(String text) throws Exception {
    return Files.writeString(temporary.resolve("mine.yaml"), text);
  }

  private TrailmarkProcess check(String... more) throws Exception {
    String[] arguments = new String[2 + more.length];
    arguments[0] = "check";
    arguments[1] = temporary.resolve("mine.yaml").toString();
    System.arraycopy(more, 0, arguments, 2, more.length);
    return TrailmarkProcess.start(temporary, arguments);
  }

  @Test
  void warnsByTheTextAloneWhereNoServerRuns() throws Exception {
    file(PLAYBOOK);
    try (TrailmarkProcess check = check()) {
      assertThat(check.exitCode(30)).as(check.errors()).isZero();
      assertThat(check.output())
          .contains("1 segments: recent")
          .contains("warning: segment recent: No sequence is for this segment.")
          .contains("[nobody-speaks]")
          .endsWith("1 warning by the text alone: no server was asked.\n");
    }
  }

  /** The playbook is right all the same, and what its text tells is told. */
  @Test
  void saysWhichServerCouldNotBeAsked() throws Exception {
    file(PLAYBOOK);
    try (TrailmarkProcess check = check("--server", "http://127.0.0.1:1")) {
      assertThat(check.exitCode(30)).isEqualTo(1);
      assertThat(check.errors())
          .isEqualTo("No server answers at http://127.0.0.1:1: nothing listens there.\n");
      assertThat(check.output())
          .contains("warning: segment recent: No sequence is for this segment.")
          .endsWith("1 warning by the text alone: the server could not be asked.\n");
    }
    try (TrailmarkProcess check = check("--server", "http://nowhere.invalid")) {
      assertThat(check.exitCode(30)).isEqualTo(1);
      assertThat(check.errors()).contains("http://nowhere.invalid: there is no host of that name.");
    }
    try (TrailmarkProcess help = check("--help")) {
      assertThat(help.exitCode(30)).isZero();
      assertThat(help.output()).contains("the server named by --server could not be asked.");
    }
  }

  @Test
  void refusesWhatIsWrongWithLineAndColumn() throws Exception {
    Path file = file(PLAYBOOK.replace("30d", "soon"));
    try (TrailmarkProcess check = check()) {
      assertThat(check.exitCode(30)).isEqualTo(1);
      assertThat(check.errors()).startsWith(file + ":6:").contains("`soon` is not a duration");
      assertThat(check.output()).isEmpty();
    }
  }

  /** Also: the API describes itself, with examples. */
  @Test
  void asksTheServerThatIsRunning() throws Exception {
    file(PLAYBOOK);
    Path data = temporary.resolve("data");
    try (TrailmarkProcess server = TrailmarkProcess.serve(temporary, data)) {
      ServerClient client = new ServerClient(new Access(server.url(), server.key()));
      try (TrailmarkProcess check = check()) {
        assertThat(check.exitCode(30)).as(check.errors()).isZero();
        // Only the server knows that `recent` is of today, and that no order ever arrived.
        assertThat(check.output())
            .contains("[definition-changed-early]")
            .contains("[kind-never-arrived]")
            .contains("with the evidence of the running server: 0 customers looked at.");
      }
      JsonNode paths = client.get("/openapi.json").path("paths");
      JsonNode draft = paths.path("/api/playbooks").path("post");
      assertThat(draft.path("requestBody").path("content").propertyNames())
          .contains("application/yaml", "application/json");
      assertThat(draft.toString()).contains("since-last: order_placed, less-than: 60d");
      for (String path :
          new String[] {
            "/api/playbooks/check",
            "/api/playbooks/{version}/activate",
            "/api/playbooks/{version}/diff",
            "/api/playbooks/{version}"
          }) {
        assertThat(paths.has(path)).as(path).isTrue();
      }
    }
  }
}
