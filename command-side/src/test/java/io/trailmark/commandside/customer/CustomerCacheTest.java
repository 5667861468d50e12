package io.trailmark.commandside.customer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** "An entry is trusted only while its sequence number is the one that the customer's row has." */
class CustomerCacheTest {
  private final CustomerCache cache = new CustomerCache(1 << 20);

  @Test
  void trustsWhatIsAsOfTheLastEvent() {
    cache.put("ann", "state");
    cache.reached("ann", 5);
    assertThat(cache.holds("ann", 5)).isTrue();
    assertThat(cache.<String, String>get("ann")).isEqualTo("state");
  }

  @Test
  void dropsWhatAnotherNodeWentBeyond() {
    cache.put("ann", "state");
    cache.reached("ann", 5);
    assertThat(cache.holds("ann", 6)).isFalse();
    assertThat(cache.<String, String>get("ann")).isNull();
  }

  /** What was put in a transaction that did not end well is as of no event. */
  @Test
  void doesNotTrustWhatNeverReachedAnEvent() {
    cache.put("ann", "state");
    assertThat(cache.holds("ann", -1)).isFalse();
    assertThat(cache.holds("ann", 0)).isFalse();
  }

  @Test
  void doesNotKeepTheOldSequenceOfAnEntryThatIsPutAgain() {
    cache.put("ann", "old");
    cache.reached("ann", 5);
    cache.put("ann", "new");
    assertThat(cache.holds("ann", 5)).isFalse();
  }

  @Test
  void keepsNobodyWhomItNeverSaw() {
    cache.reached("ann", 5);
    assertThat(cache.holds("ann", 5)).isFalse();
  }
}
