package io.trailmark.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.allinone.Credentials.Access;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
  private static final Access ONE = new Access("http://127.0.0.1:8080", "first-key");
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
    assertThat(WriteKey.random()).matches("[A-Za-z0-9_-]{24}").isNotEqualTo(WriteKey.random());
  }
}
