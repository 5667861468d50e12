package io.trailmark.commandside.customer;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.UnaryOperator;
import org.axonframework.common.Registration;
import org.axonframework.common.caching.Cache;
import org.jspecify.annotations.Nullable;

/**
 * Customers in memory, bounded by their approximate size. An entry is trusted only while its
 * sequence number is the one that the customer's row has: another node may have recorded more.
 */
final class CustomerCache implements Cache {
  private static final int CUSTOMER_BYTES = 2_000;
  private static final int EVENT_BYTES = 200;
  private static final long UNKNOWN = -2;

  private final com.github.benmanes.caffeine.cache.Cache<Object, Entry> entries;

  private record Entry(Object value, long sequence) {
    int weight() {
      return (int)
          Math.min(Integer.MAX_VALUE, CUSTOMER_BYTES + EVENT_BYTES * Math.max(0, sequence));
    }
  }

  CustomerCache(long maximumBytes) {
    entries =
        Caffeine.newBuilder()
            .maximumWeight(maximumBytes)
            .weigher((Object key, Entry entry) -> entry.weight())
            .build();
  }

  /** Whether the customer is here as of its last event; drops it if not. */
  boolean holds(String customer, long sequence) {
    Entry entry = entries.getIfPresent(customer);
    if (entry == null) {
      return false;
    }
    if (entry.sequence() != sequence) {
      entries.invalidate(customer);
      return false;
    }
    return true;
  }

  /** Notes as of which event the entry that was just put is. */
  void reached(String customer, long sequence) {
    Entry entry = entries.getIfPresent(customer);
    if (entry != null) {
      entries.put(customer, new Entry(entry.value(), sequence));
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public <K, V> @Nullable V get(K key) {
    Entry entry = entries.getIfPresent(key);
    return entry == null ? null : (V) entry.value();
  }

  @Override
  public void put(Object key, Object value) {
    entries.put(key, new Entry(value, UNKNOWN));
  }

  @Override
  public boolean putIfAbsent(Object key, Object value) {
    return entries.asMap().putIfAbsent(key, new Entry(value, UNKNOWN)) == null;
  }

  @Override
  public boolean remove(Object key) {
    return entries.asMap().remove(key) != null;
  }

  @Override
  public void removeAll() {
    entries.invalidateAll();
  }

  @Override
  public boolean containsKey(Object key) {
    return entries.asMap().containsKey(key);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <V> void computeIfPresent(Object key, UnaryOperator<V> update) {
    entries
        .asMap()
        .computeIfPresent(
            key, (k, entry) -> new Entry(update.apply((V) entry.value()), entry.sequence()));
  }

  @Override
  public Registration registerCacheEntryListener(EntryListener listener) {
    return () -> false;
  }
}
