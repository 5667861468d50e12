package io.trailmark.commandside.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.CommandSide.Answer;
import io.trailmark.eventstore.access.KeyRing;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitsTest {
  private static CommandSide app;

  @BeforeAll
  static void start() {
    app =
        CommandSide.start(
            "2011-12-10T00:00:00Z", "--trailmark.rate.per-second=1", "--trailmark.rate.burst=5");
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static Answer send(String key, boolean inBody) {
    return inBody
        ? app.post(
            "/v1/activities", "{\"activities\":[],\"writeKey\":\"" + key + "\"}", "X-No", "header")
        : app.post(
            "/v1/activities", "{\"activities\":[]}", "Authorization", CommandSide.basic(key));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void asksAKeyThatSendsTooOftenToWait(boolean inBody) throws Exception {
    String eager = "eager-" + inBody + "-key-0123456789";
    String calm = "calm-" + inBody + "-key-0123456789";
    for (String key : new String[] {eager, calm}) {
      app.bean(KeyRing.class).add(key, "shop", KeyRing.WRITE_KEY, null);
    }
    Answer answer = send(eager, inBody);
    int accepted = 0;
    for (; answer.status() == 200 && accepted < 100; accepted++) {
      answer = send(eager, inBody);
    }
    // What was refilled meanwhile comes on top.
    assertThat(accepted).isBetween(5, 20);
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.raw().headers().firstValue("Retry-After")).hasValue("1");
    assertThat(answer.raw().headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(answer.body().path("detail").asString()).contains("more requests than it may");

    assertThat(send(calm, inBody).status()).isEqualTo(200);
    Thread.sleep(1_100);
    assertThat(send(eager, inBody).status()).isEqualTo(200);
  }
}
