package io.trailmark.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private final CommandRun command = new CommandRun();
  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "serve --help",
        "demo --help",
        "import --help",
        "check --help",
        "key --help",
        "key add --help",
        "token --help",
        "token add --help",
        "backup --help",
        "restore --help"
      })
  void helps(String line) {
    assertThat(command.run(line.split(" "))).isZero();
    assertThat(command.out()).startsWith("Usage: trailmark");
    assertThat(command.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "backtest",
        "serve --port eighty",
        "serve --port 70000",
        "serve --now yesterday",
        "serve --speed 0",
        "serve --speed NaN",
        "serve surplus",
        "demo --speed -1",
        "import",
        "import --format parquet f",
        "import --map kind:order_placed f",
        "import --format csv --map kind f",
        "import --format csv --map kind=a,kind=b f",
        "import --format csv --zone Mars f",
        "import --format csv --delimiter ab f",
        "import --format csv --date-format jj f",
        "check",
        "key",
        "backup",
        "restore f",
        "restore f --data d --sent-until yesterday",
        "key add",
        "key add a/b",
        "key add shop --ends 2020-01-01T00:00:00Z",
        "key add shop --origins shop.example",
        "key add shop --origins https://shop.example/",
        "key revoke first",
        "key revoke 1 --at 2020-01-01T00:00:00Z",
        "token",
        "token add anna",
        "token add anna --scopes everything",
        "token add anna --scopes ingest",
        "token add a/b --scopes query",
        "serve --address nowhere.invalid",
        "--nonsense"
      })
  void answersWrongUsageWithTwo(String line) {
    assertThat(command.run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(command.err()).isNotBlank();
    assertThat(command.out()).isEmpty();
  }

  @Test
  void saysWhyADemoIsNoFaster() {
    assertThat(command.run("demo", "--speed", "11")).isEqualTo(2);
    assertThat(command.err()).contains("late ones start no messages");
  }

  @Test
  void refusesAPlaybookThatIsNotThere() {
    String missing = temporary.resolve("none.yaml").toString();
    assertThat(command.run("check", missing)).isEqualTo(1);
    assertThat(command.err()).isEqualToIgnoringNewLines("There is no file " + missing + ".");
    assertThat(command.run("serve", "--playbook", missing, "--data", temporary.toString()))
        .isEqualTo(1);
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void refusesAPortInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      String data = temporary.resolve("data").toString();
      assertThat(command.run("serve", "--port", "" + port, "--data", data)).isEqualTo(1);
      assertThat(command.err()).hasLineCount(1).contains("Port " + port + " is in use");
    }
  }

  @Test
  void keepsAnEarlierDemoWhereTheNewOneHasNoPort() throws Exception {
    DataFolder.openFreshForDemo(temporary).close();
    Path earlier = Files.writeString(temporary.resolve("earlier"), "kept");
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(command.run("demo", "--port", "" + port, "--data", temporary.toString()))
          .isEqualTo(1);
    }
    assertThat(command.err()).hasLineCount(1).contains("is in use");
    assertThat(earlier).hasContent("kept");
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "demo"})
  void refusesAFolderOfSomebodyElse(String name) throws Exception {
    Files.writeString(temporary.resolve("letter.txt"), "dear");
    assertThat(command.run(name, "--port", "0", "--data", temporary.toString())).isEqualTo(1);
    assertThat(command.err()).hasLineCount(1).contains("not a data folder of Trailmark");
  }

  @Test
  void saysThatNoServerRunsWhoseKeysToList() {
    assertThat(command.run("key", "list", "--data", temporary.toString())).isEqualTo(1);
    assertThat(command.err()).hasLineCount(1).contains("No server runs on " + temporary);
  }

  @Test
  void saysThatNoServerAnswers() throws Exception {
    Path file = Files.writeString(temporary.resolve("f.ndjson"), "{}\n");
    assertThat(
            command.run("import", file.toString(), "--server", "http://127.0.0.1:1", "--key", "k"))
        .isEqualTo(1);
    assertThat(command.err()).hasLineCount(1).contains("No server answers at http://127.0.0.1:1");
  }
}
