package io.trailmark.commandside.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailmark.commandside.CommandSide;
import io.trailmark.eventstore.TestPostgres;
import io.trailmark.eventstore.access.KeyRing;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two command sides on one database. */
class WriteKeysTest {
  private static final TestPostgres.Database DATABASE = TestPostgres.freshDatabase();
  private static CommandSide one;
  private static CommandSide other;

  @BeforeAll
  static void start() {
    one = CommandSide.start(DATABASE, "2011-12-10T00:00:00Z");
    other = CommandSide.join(DATABASE);
  }

  @AfterAll
  static void stop() {
    other.close();
    one.close();
  }

  private static long add(String key, @Nullable Instant ends) {
    return one.bean(KeyRing.class).add(key, "shop", KeyRing.WRITE_KEY, ends).orElseThrow();
  }

  private static int status(CommandSide side, String key) {
    String[] headers = {
      "Authorization", CommandSide.basic(key), "Content-Type", "application/json"
    };
    return side.post("/v1/activities", "{\"activities\":[]}", headers).status();
  }

  private static void awaitRefusal(CommandSide side, String key) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (status(side, key) != 401) {
      assertThat(System.nanoTime()).as("5 seconds later").isLessThan(end);
      Thread.sleep(50);
    }
  }

  @Test
  void refusesARevokedKeyWithinSecondsOnEveryNodeWhileItsSuccessorGoesOn() throws Exception {
    long old = add("revoked-key-0123456789", null);
    add("successor-key-0123456789", null);
    for (CommandSide side : new CommandSide[] {one, other}) {
      assertThat(status(side, "revoked-key-0123456789")).isEqualTo(200);
      assertThat(status(side, "successor-key-0123456789")).isEqualTo(200);
    }

    assertThat(one.bean(KeyRing.class).revoke(old, null)).isTrue();

    awaitRefusal(one, "revoked-key-0123456789");
    awaitRefusal(other, "revoked-key-0123456789");
    assertThat(status(other, "successor-key-0123456789")).isEqualTo(200);
  }

  @Test
  void refusesAKeyThatHasEnded() throws Exception {
    add("ended-key-0123456789", Instant.now().minusSeconds(1));
    add("ending-key-0123456789", Instant.now().plusSeconds(3));

    assertThat(status(one, "ended-key-0123456789")).isEqualTo(401);
    assertThat(status(one, "ending-key-0123456789")).isEqualTo(200);
    Thread.sleep(Duration.ofSeconds(3));
    awaitRefusal(one, "ending-key-0123456789");
  }

  @Test
  void keepsRevokedWhatTheConfigurationStillNames() {
    KeyRing keys = one.bean(KeyRing.class);
    long id = add("configured-key-0123456789", null);
    keys.revoke(id, null);

    assertThat(keys.add("configured-key-0123456789", "default", KeyRing.WRITE_KEY, null)).isEmpty();
    keys.revoke(id, Instant.now().plusSeconds(3600));

    assertThat(status(one, "configured-key-0123456789")).isEqualTo(401);
    assertThat(keys.list())
        .filteredOn(key -> key.id() == id)
        .singleElement()
        .matches(key -> key.ended() && key.name().equals("shop"));
    assertThat(keys.revoke(-1, null)).isFalse();
  }

  @Test
  void storesNoKey() {
    add("stored-key-0123456789", null);
    assertThat(
            one.jdbc()
                .sql(
                    "select count(*) from credential w where w::text like '%stored-key%'"
                        + " or encode(hash, 'escape') like '%stored-key%'")
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void saysWhyThereAreNoKeysToReach() {
    TestPostgres.Database empty = TestPostgres.freshDatabase();
    assertThatThrownBy(() -> KeyRing.at(empty.url(), empty.user(), empty.password()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("credential");
    assertThat(KeyRing.at(DATABASE.url(), DATABASE.user(), DATABASE.password()).list())
        .extracting(KeyRing.Credential::name)
        .contains("default");
  }
}
