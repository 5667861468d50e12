package io.trailmark.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailmark.sharedevents.CustomerEvent;
import io.trailmark.sharedevents.MembershipsReviewed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.MergedTrackingToken;
import org.axonframework.eventhandling.ReplayToken;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.Serializer;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class EventStoreTest {
  private static ConfigurableApplicationContext context;

  @EnableAutoConfiguration
  static class Application {}

  @BeforeAll
  static void start() {
    context = start(TestPostgres.freshDatabase());
  }

  static ConfigurableApplicationContext start(TestPostgres.Database database) {
    return new SpringApplicationBuilder(Application.class)
        .web(org.springframework.boot.WebApplicationType.NONE)
        .run(
            "--spring.main.banner-mode=off",
            "--spring.datasource.url=" + database.url(),
            "--spring.datasource.username=" + database.user(),
            "--spring.datasource.password=" + database.password());
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  private static <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  private static DomainEventMessage<CustomerEvent> event(String aggregate, long sequence) {
    return new GenericDomainEventMessage<>(
        "Customer", aggregate, sequence, new MembershipsReviewed(aggregate, sequence));
  }

  @Test
  void usesThePersistentStoresUnderBoot4() {
    assertThat(bean(EventStorageEngine.class)).isInstanceOf(PostgresEventStorageEngine.class);
    assertThat(bean(EventStore.class)).isInstanceOf(PostgresEventStore.class);
    assertThat(bean(TransactionManager.class)).isInstanceOf(SpringTransactionManager.class);
    assertThat(bean(TokenStore.class)).isInstanceOf(JdbcTokenStore.class);
  }

  @Test
  void readsEveryTokenBack() {
    TrackingToken token = new GlobalSequenceTrackingToken(12);
    List<TrackingToken> tokens =
        List.of(
            token,
            ReplayToken.createReplayToken(token),
            ReplayToken.createReplayToken(token, null, "context"),
            new MergedTrackingToken(token, token),
            new GapAwareTrackingToken(12, List.of(3L, 5L)));
    Serializer serializer = bean(Serializer.class);
    for (TrackingToken t : tokens) {
      Object read = serializer.deserialize(serializer.serialize(t, byte[].class));
      assertThat(read).isEqualTo(t);
    }
  }

  @Test
  void recognisesADuplicateSequenceNumber() {
    EventStore store = bean(EventStore.class);
    store.publish(event("twice", 0), event("twice", 1));
    assertThatThrownBy(() -> store.publish(event("new", 0), event("twice", 1)))
        .isInstanceOfAny(
            ConcurrencyException.class,
            org.axonframework.modelling.command.AggregateStreamCreationException.class);
    assertThat(store.readEvents("new").hasNext()).isFalse();
  }

  @Test
  void keepsTheNewestSnapshot() {
    EventStore store = bean(EventStore.class);
    store.publish(event("snap", 0), event("snap", 1), event("snap", 2));
    store.storeSnapshot(event("snap", 1));
    store.storeSnapshot(event("snap", 0));

    List<Long> sequences = new ArrayList<>();
    store.readEvents("snap").forEachRemaining(m -> sequences.add(m.getSequenceNumber()));

    assertThat(sequences).containsExactly(1L, 2L);
  }

  @Test
  void prefetchesOnceAndNeverStale() {
    EventStore store = bean(EventStore.class);
    store.publish(event("pre", 0), event("pre", 1));
    var unitOfWork = DefaultUnitOfWork.startAndGet(null);
    try {
      bean(PostgresEventStorageEngine.class).prefetch(List.of("pre", "nobody"));
      bean(JdbcTemplate.class)
          .update("delete from domain_event where aggregate = 'pre' and sequence = 1");

      assertThat(store.readEvents("pre").asStream().count()).isEqualTo(2);
      assertThat(store.readEvents("pre").asStream().count()).isEqualTo(1);
      assertThat(store.readEvents("nobody").hasNext()).isFalse();
    } finally {
      unitOfWork.rollback();
    }
  }

  @Test
  void storesNoFieldThatIsAbsent() {
    bean(EventStore.class).publish(event("json", 0));
    Map<String, Object> row =
        bean(JdbcTemplate.class)
            .queryForMap(
                "select convert_from(payload, 'UTF8') as payload, payload_type, metadata from"
                    + " domain_event where aggregate = 'json'");
    assertThat(row)
        .containsEntry("payload", "{\"customer\":\"json\",\"upTo\":0}")
        .containsEntry("payload_type", "io.trailmark.sharedevents.MembershipsReviewed")
        .containsEntry("metadata", null);
  }

  @Test
  void readsWhatTheUnitOfWorkHasStaged() {
    EventStore store = bean(EventStore.class);
    store.publish(event("staged", 0));
    var outer = DefaultUnitOfWork.startAndGet(null);
    store.publish(event("staged", 1), event("another", 0));
    var inner = DefaultUnitOfWork.startAndGet(null);
    store.publish(event("staged", 2));

    assertThat(store.readEvents("staged").asStream().map(DomainEventMessage::getSequenceNumber))
        .containsExactly(0L, 1L, 2L);

    inner.rollback();
    assertThat(store.lastSequenceNumberFor("staged")).contains(1L);
    outer.rollback();
    assertThat(store.lastSequenceNumberFor("staged")).contains(0L);
  }

  @Test
  void wakesAProcessorAsSoonAsATransactionHasCommitted() throws Exception {
    EventStore store = bean(EventStore.class);
    try (var stream = bean(EventFeed.class).openStream(store.createHeadToken())) {
      assertThat(stream.hasNextAvailable()).isFalse();
      CountDownLatch woken = new CountDownLatch(1);
      stream.setOnAvailableCallback(woken::countDown);
      new TransactionTemplate(bean(PlatformTransactionManager.class))
          .executeWithoutResult(status -> store.publish(event("woken", 0)));

      assertThat(woken.await(1, TimeUnit.SECONDS)).isTrue();
      assertThat(stream.nextAvailable().getIdentifier()).isEqualTo("woken/0");
    }
  }
}
