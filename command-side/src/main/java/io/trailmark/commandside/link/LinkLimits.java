package io.trailmark.commandside.link;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * How often a link may be opened, and an address may try links that are none: whoever reads a
 * message comes a few times, whoever guesses comes often. By machine time, in memory alone.
 */
@Component
class LinkLimits {
  private static final int AT_ONCE = 30;
  private static final int MOST_KNOWN = 50_000;

  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder()
          .maximumSize(MOST_KNOWN)
          .expireAfterAccess(Duration.ofSeconds(AT_ONCE + 1))
          .build();

  /** Counts it; false: it was too often. */
  boolean allows(String who) {
    return buckets
        .get(
            who,
            fresh ->
                Bucket.builder()
                    .addLimit(
                        limit -> limit.capacity(AT_ONCE).refillGreedy(1, Duration.ofSeconds(1)))
                    .build())
        .tryConsume(1);
  }
}
