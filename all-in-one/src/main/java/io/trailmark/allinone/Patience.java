package io.trailmark.allinone;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Asks again, for two minutes at most, a server that is busy or is being restarted. One that never
 * answered yet is not waited for: its address may be wrong.
 */
final class Patience {
  private static final long LONGEST_NANOS = Duration.ofMinutes(2).toNanos();
  private static final long FIRST_MILLIS = 250;
  private static final long MOST_MILLIS = 10_000;

  private Consumer<String> told = text -> {};
  private boolean answered;

  /** One request. */
  interface Call<T> {
    HttpResponse<T> send() throws IOException, InterruptedException;
  }

  /** Says where to tell that something is waited for. */
  void tell(Consumer<String> to) {
    told = to;
  }

  /**
   * Sends a request until it is answered by something else than 429 or 503.
   *
   * @param repeatable whether it does no harm to send it again if it may have had its effect
   */
  <T> HttpResponse<T> send(Call<T> call, boolean repeatable)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + LONGEST_NANOS;
    for (long millis = FIRST_MILLIS; ; millis = Math.min(MOST_MILLIS, 2 * millis)) {
      boolean last = System.nanoTime() > until;
      try {
        HttpResponse<T> response = call.send();
        answered = true;
        if (last || !isBusy(response)) {
          return response;
        }
        pause("The server is busy", Math.max(millis, retryAfter(response)));
      } catch (IOException e) {
        if (last || !answered || !(repeatable || e instanceof ConnectException)) {
          throw e;
        }
        pause("The server is away", millis);
      }
    }
  }

  private static boolean isBusy(HttpResponse<?> response) {
    return response.statusCode() == 429 || response.statusCode() == 503;
  }

  /** In milliseconds, no more than a minute; 0 if it does not say so in seconds. */
  private static long retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("[0-9]{1,9}"))
        .map(seconds -> Math.min(60, Long.parseLong(seconds)) * 1_000)
        .orElse(0L);
  }

  /** Not all who wait come back at once. */
  private void pause(String why, long millis) throws InterruptedException {
    told.accept(why + ": trying again …");
    Thread.sleep(millis + ThreadLocalRandom.current().nextLong(millis / 4));
  }
}
