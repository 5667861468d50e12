package io.trailmark.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.allinone.Credentials.Access;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {
  private static final Access ONE = new Access("http://127.0.0.1:8080", "first-key", "first-token");
  private static final Access OTHER = new Access("http://127.0.0.1:9090", "other-key");

  @TempDir Path temporary;

  @Test
  void findsWhatItRemembers() {
    Credentials credentials = new Credentials(temporary.resolve("home"));
    assertThat(credentials.current()).isEmpty();
    assertThat(credentials.at(ONE.url())).isEmpty();
    credentials.remember("one", ONE);
    credentials.remember("other", OTHER);
    assertThat(credentials.current()).contains(OTHER);
    assertThat(credentials.at(ONE.url())).contains(ONE);
    assertThat(credentials.keyOf("one")).contains("first-key");
    credentials.forget("other");
    assertThat(credentials.current()).isEmpty();
    assertThat(credentials.keyOf("other")).isEmpty();
  }

  @Test
  void findsTheKeyOfWhoAnswersNow() {
    Credentials credentials = new Credentials(temporary.resolve("home"));
    List<String> folders = List.of("d", "a", "e", "b", "c");
    for (String folder : folders) {
      credentials.remember(folder, new Access(ONE.url(), "key-of-" + folder));
      credentials.remember("other", OTHER);
      assertThat(credentials.at(ONE.url())).map(Access::key).contains("key-of-" + folder);
    }
    assertThat(folders)
        .allSatisfy(folder -> assertThat(credentials.keyOf(folder)).contains("key-of-" + folder));
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, true",
    "http://LocalHost:8080, true",
    "http://[::1]:8080, true",
    "http://127.0.0.1:8080, true",
    "http://localhost:8081, false",
    "https://localhost:8080, false",
    "http://localhost.example:8080, false"
  })
  void knowsLoopbackByAllItsNames(String url, boolean known) {
    Credentials credentials = new Credentials(temporary.resolve("home"));
    credentials.remember("one", ONE);
    assertThat(credentials.at(url).isPresent()).isEqualTo(known);
  }

  @Test
  void showsKeysToTheirOwnerOnly() throws Exception {
    Path home = temporary.resolve("home");
    new Credentials(home).remember("one", ONE);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
        .isEqualTo("rwx------");
    try (var files = Files.list(home)) {
      assertThat(files.toList())
          .hasSize(2)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void makesKeysThatFitAHeaderAndAnUrl() {
    assertThat(Secret.random()).matches("[A-Za-z0-9_-]{24}").isNotEqualTo(Secret.random());
  }
}
