package io.trailmark.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedDatabasesTest {
  private final StringWriter err = new StringWriter();
  @TempDir Path temporary;

  @Test
  void keepsItsDataOverARestart() throws Exception {
    Path root = temporary.resolve("a folder");
    try (Databases databases = open(root)) {
      databases.query("create table thing (id text)");
      databases.query("insert into thing values ('kept')");
      databases.insert("kept");
    }
    try (Databases databases = open(root)) {
      assertThat(databases.query("select id from thing")).containsExactly("kept");
      assertThat(databases.ids()).containsExactly("kept");
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void writesToTheDiskBeforeItAnswersAndLetsNobodyInWithoutThePassword() throws Exception {
    try (Databases databases = open(temporary)) {
      assertThat(databases.query("show fsync")).containsExactly("on");
      assertThat(databases.query("show synchronous_commit")).containsExactly("on");
      assertThat(databases.query("show max_connections")).containsExactly("60");
      assertThat(databases.query("show server_version_num").getFirst()).startsWith("18");
      assertThatThrownBy(
              () ->
                  DriverManager.getConnection(
                          databases.postgres.jdbcUrl(), PostgresServer.USER, "guessed")
                      .close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password");
    }
  }

  @Test
  void goesOnAfterItsProcessWasKilled() throws Exception {
    killed();
    ProcessHandle leftover = postmaster();
    assertThat(leftover.isAlive()).isTrue();
    try (Databases databases = open(temporary)) {
      assertThat(leftover.isAlive()).isFalse();
      assertThat(databases.query("select id from thing")).containsExactly("kept");
      assertThat(databases.ids()).containsExactly("kept");
      databases.query("insert into thing values ('after')");
    }
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endsWhatIsLeftWithoutTheProgramKill(boolean shell) throws Exception {
    killed();
    ProcessHandle leftover = postmaster();
    Path programs = Files.createDirectory(temporary.resolve("programs"));
    if (shell) {
      Files.createSymbolicLink(programs.resolve("sh"), Path.of("/bin/sh"));
    }
    ProcessBuilder builder = java(EndsLeftover.class, temporary.resolve("postgres"));
    builder.environment().put("PATH", programs.toString());
    assertThat(builder.start().waitFor()).isZero();
    assertThat(leftover.isAlive()).isFalse();
  }

  static final class EndsLeftover {
    public static void main(String[] args) throws IOException {
      LeftoverPostgres.end(Path.of(args[0]));
    }
  }

  @Test
  void leavesAnotherProgramAloneThatNowHasThePid() throws Exception {
    try (Databases databases = open(temporary)) {
      databases.query("select 1");
    }
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      Files.writeString(
          temporary.resolve("postgres/postmaster.pid"),
          other.pid() + "\n" + temporary.resolve("postgres") + "\n1300000000\n");
      try (Databases databases = open(temporary)) {
        assertThat(databases.query("select 1")).containsExactly("1");
      }
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void startsReadModelsAnewWhenTheirFileIsBroken() throws Exception {
    try (Databases databases = open(temporary)) {
      databases.insert("lost");
    }
    Files.write(temporary.resolve("mongo/documents.mv"), new byte[20_000]);
    try (Databases databases = open(temporary)) {
      assertThat(databases.ids()).isEmpty();
      databases.insert("new");
      assertThat(databases.ids()).containsExactly("new");
    }
    assertThat(err.toString()).contains("rebuilt from the recorded events");
  }

  private Databases open(Path root) {
    return new Databases(root, new PrintWriter(err, true));
  }

  /** Another JVM that stored something and was killed by SIGKILL while a transaction was open. */
  private void killed() throws Exception {
    Process child = java(Databases.class, temporary).start();
    try (BufferedReader lines = child.inputReader()) {
      assertThat(lines.lines().filter(line -> line.equals("stored")).findFirst()).isPresent();
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  private static ProcessBuilder java(Class<?> main, Path argument) {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            argument.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private ProcessHandle postmaster() throws Exception {
    String pid = Files.readAllLines(temporary.resolve("postgres/postmaster.pid")).getFirst();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }
}
