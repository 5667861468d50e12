package io.trailmark.eventstore.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How many requests each credential may make of this node, by machine time. */
public final class RateLimits {
  private static final int MOST_KNOWN = 10_000;

  private final long perSecond;
  private final long burst;
  private final @Nullable Cache<String, Bucket> buckets;

  /**
   * @param perSecond requests of a credential in the long run; 0 for any number
   * @param burst how many at once after a pause; at least 1 where there is a limit
   */
  RateLimits(long perSecond, long burst) {
    this.perSecond = perSecond;
    this.burst = Math.max(burst, 1);
    this.buckets = perSecond == 0 ? null : cache(Duration.ofSeconds(1 + this.burst / perSecond));
  }

  /** Who asked for nothing for so long has a full bucket, as a new one is. */
  private static Cache<String, Bucket> cache(Duration full) {
    return Caffeine.newBuilder().maximumSize(MOST_KNOWN).expireAfterAccess(full).build();
  }

  /**
   * Counts a request.
   *
   * @param who names a credential
   * @throws TooManyRequests if it has made too many; this one does not count then
   */
  public void count(String who) {
    if (buckets == null) {
      return;
    }
    var probe = buckets.get(who, fresh -> bucket()).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      throw new TooManyRequests(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1)))
        .build();
  }
}
