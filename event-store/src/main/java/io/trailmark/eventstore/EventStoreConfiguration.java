package io.trailmark.eventstore;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.TokenSchema;
import org.axonframework.messaging.correlation.CorrelationDataProvider;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.jackson3.Jackson3SerializerCustomizer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/**
 * The store's own beans where Axon would choose others; the rest is Axon's and Boot's
 * auto-configuration.
 */
@AutoConfiguration(
    after = AxonBoot4Ordering.class,
    beforeName = {
      "org.axonframework.springboot.autoconfig.JdbcAutoConfiguration",
      "org.axonframework.springboot.autoconfig.AxonAutoConfiguration"
    },
    afterName = {
      "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration"
    })
class EventStoreConfiguration {

  /**
   * Axon's JSON: nothing for what is absent, unknown fields of other versions are passed over, and
   * the subtypes that tokens and scopes carry may be read back (by default a ReplayToken cannot,
   * and its processor never starts).
   */
  @Bean
  Jackson3SerializerCustomizer axonJson() {
    return json ->
        json.changeDefaultPropertyInclusion(i -> i.withValueInclusion(JsonInclude.Include.NON_NULL))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .polymorphicTypeValidator(
                BasicPolymorphicTypeValidator.builder()
                    .allowIfSubType("org.axonframework.")
                    .allowIfSubType("java.")
                    .allowIfSubType("io.trailmark.")
                    .build());
  }

  /**
   * PostgreSQL says "duplicate key" somewhere in the causes of a batch error, where Axon does not
   * look.
   */
  @Bean
  PersistenceExceptionResolver persistenceExceptionResolver() {
    return exception -> {
      for (Throwable t = exception; t != null; t = t.getCause()) {
        if (t instanceof SQLException sql && "23505".equals(sql.getSQLState())) {
          return true;
        }
      }
      return false;
    };
  }

  @Bean
  @DependsOnDatabaseInitialization
  PostgresEventStorageEngine eventStorageEngine(
      DataSource database,
      @Qualifier("eventSerializer") Serializer serializer,
      org.axonframework.config.Configuration axon,
      PersistenceExceptionResolver resolver) {
    return PostgresEventStorageEngine.create(
        database, serializer, axon.upcasterChain(), axon.snapshotFilter(), resolver);
  }

  @Bean
  EventFeed eventFeed(PostgresEventStorageEngine engine) {
    return new EventFeed(engine);
  }

  /** Whatever upcasters there are may change activities too: then it goes through them. */
  @Bean
  ActivityLog activityLog(
      DataSource database,
      PostgresEventStorageEngine engine,
      ObjectProvider<EventUpcaster> upcasters) {
    return new ActivityLog(database, upcasters.stream().findAny().isPresent() ? engine : null);
  }

  /** Named as Axon names its own. */
  @Bean("eventBus")
  PostgresEventStore eventStore(PostgresEventStorageEngine engine, EventFeed feed) {
    return new PostgresEventStore(engine, feed);
  }

  /** No trace ids kept with every event for ever: what caused one is in its payload. */
  @Bean
  @ConditionalOnMissingBean
  CorrelationDataProvider noCorrelationData() {
    return message -> Map.of();
  }

  @Bean
  TokenSchema tokenSchema() {
    return TokenSchema.builder()
        .setTokenTable("token_entry")
        .setProcessorNameColumn("processor_name")
        .setSegmentColumn("segment")
        .setTokenColumn("token")
        .setTokenTypeColumn("token_type")
        .setTimestampColumn("timestamp")
        .setOwnerColumn("owner")
        .build();
  }

  /** An older release would find tables that are other than it knows, or gone. */
  @Bean
  FlywayMigrationStrategy noOlderReleaseOnANewerStore() {
    return flyway -> {
      MigrationInfo newest = flyway.info().current();
      if (newest != null && newest.getState() == MigrationState.FUTURE_SUCCESS) {
        throw new NewerStore();
      }
      flyway.migrate();
    };
  }

  /**
   * Who claims segments goes by a name of its own: Axon's own choice is the process and the host,
   * which two nodes may share, in containers for example, and then both handle every event.
   */
  @Bean
  TokenStore tokenStore(ConnectionProvider connections, Serializer serializer, TokenSchema schema) {
    return JdbcTokenStore.builder()
        .connectionProvider(connections)
        .schema(schema)
        .serializer(serializer)
        .nodeId(UUID.randomUUID().toString())
        .build();
  }

  /**
   * Business time.
   *
   * @param now {@code trailmark.clock.now}: set it to this RFC 3339 instant; empty: go on as before
   * @param speed {@code trailmark.clock.speed}: business seconds in a machine second
   */
  @Bean
  @ConditionalOnMissingBean
  BusinessClock businessClock(
      JdbcClient jdbc,
      @Value("${trailmark.clock.now:#{null}}") @Nullable Instant now,
      @Value("${trailmark.clock.speed:1}") double speed) {
    PostgresBusinessClock clock =
        PostgresBusinessClock.start(jdbc, now == null ? null : now.toEpochMilli(), speed);
    GenericEventMessage.clock = clock;
    return clock;
  }

  @Bean
  Identities identities(JdbcTemplate jdbc) {
    return new PostgresIdentities(jdbc);
  }

  @Bean
  RunningTransactions runningTransactions(DataSource database) {
    return new RunningTransactions(Outside.of(database));
  }

  @Bean
  @DependsOnDatabaseInitialization
  Restored restored(JdbcClient jdbc) {
    return new Restored(jdbc);
  }

  @Bean
  @DependsOnDatabaseInitialization
  InstallationSecrets installationSecrets(DataSource database) {
    return new InstallationSecrets(JdbcClient.create(Outside.of(database)));
  }
}
