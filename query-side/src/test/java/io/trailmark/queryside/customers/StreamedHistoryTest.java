package io.trailmark.queryside.customers;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.sharedevents.ActivityRecorded;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.Test;

/** However long a customer's stream is, little of it is held at once. */
class StreamedHistoryTest {
  private static final int LENGTH = 5_000;

  private final List<WeakReference<Object>> made = new ArrayList<>();
  private long heldAtTheEnd;

  /** A stream whose activities happened in an order that jumps; its last element looks back. */
  private EventStore store() {
    Stream<DomainEventMessage<?>> messages =
        IntStream.range(0, LENGTH)
            .mapToObj(
                i -> {
                  if (i == LENGTH - 1) {
                    heldAtTheEnd = held();
                  }
                  return message(i);
                });
    return (EventStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {EventStore.class},
            (proxy, readEvents, arguments) -> DomainEventStream.of(messages));
  }

  private DomainEventMessage<?> message(int i) {
    Map<String, Object> properties = Map.of("sku", "A" + i);
    made.add(new WeakReference<>(properties));
    ActivityRecorded activity =
        new ActivityRecorded(
            "key", "s", "m" + i, "product_viewed", at(i), null, null, properties, false, null);
    return new GenericDomainEventMessage<>("Customer", "key", i, activity);
  }

  private static long at(int i) {
    return i * 7_919L % LENGTH;
  }

  private long held() {
    System.gc();
    return made.stream().filter(properties -> properties.get() != null).count();
  }

  @Test
  void holdsNoPropertiesToMeasureACustomer() {
    assertThat(CustomerHistory.read(store(), "key").timeline().size()).isEqualTo(LENGTH);
    assertThat(heldAtTheEnd).isLessThan(20);
  }

  @Test
  void holdsOnePageOfATimeline() {
    List<Activity> page = TimelinePage.read(store(), "key", new Cursor(1_000, LENGTH), 50);
    assertThat(page.stream().map(a -> a.recorded().occurredAt()))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1_001, 1_050).asLongStream().boxed().toList());
    assertThat(heldAtTheEnd).isLessThan(70);
  }
}
