package io.trailmark.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.ReplayToken;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcSQLErrorCodesResolver;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.axonframework.springboot.autoconfig.NoOpTransactionAutoConfiguration;
import org.axonframework.springboot.autoconfig.TransactionAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** That each fix is still needed, and bites. */
class AxonFixesTest {
  private final ApplicationContextRunner stock =
      new ApplicationContextRunner()
          .withPropertyValues("spring.datasource.url=jdbc:postgresql://localhost:1/none")
          .withConfiguration(
              AutoConfigurations.of(
                  DataSourceAutoConfiguration.class,
                  DataSourceTransactionManagerAutoConfiguration.class,
                  TransactionAutoConfiguration.class,
                  NoOpTransactionAutoConfiguration.class));

  @Test
  void ordersAxonAfterBootsTransactionManager() {
    stock.run(
        context ->
            assertThat(context.getBean(TransactionManager.class))
                .isInstanceOf(NoTransactionManager.class));
    stock
        .withConfiguration(AutoConfigurations.of(AxonBoot4Ordering.class))
        .run(
            context ->
                assertThat(context.getBean(TransactionManager.class))
                    .isInstanceOf(SpringTransactionManager.class));
  }

  @Test
  void letsAReplayTokenBeReadBack() {
    Object token = ReplayToken.createReplayToken(new GlobalSequenceTrackingToken(3), null, "why");
    Serializer without = Jackson3Serializer.builder().build();
    assertThatThrownBy(() -> without.deserialize(without.serialize(token, byte[].class)))
        .isInstanceOf(SerializationException.class);

    Serializer with =
        Jackson3Serializer.builder()
            .jsonMapperBuilderCustomizer(new EventStoreConfiguration().axonJson())
            .build();
    Object read = with.deserialize(with.serialize(token, byte[].class));
    assertThat(read).isEqualTo(token);
  }

  @Test
  void seesADuplicateKeyInTheCauses() {
    Exception failure = new IllegalStateException(new SQLException("duplicate key value", "23505"));
    assertThat(new JdbcSQLErrorCodesResolver().isDuplicateKeyViolation(failure)).isFalse();

    var resolver = new EventStoreConfiguration().persistenceExceptionResolver();
    assertThat(resolver.isDuplicateKeyViolation(failure)).isTrue();
    assertThat(resolver.isDuplicateKeyViolation(new IllegalStateException())).isFalse();
  }
}
