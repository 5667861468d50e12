package io.trailmark.commandside.sequence;

import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.eventstore.EventFeed;
import java.time.Clock;
import org.axonframework.common.lock.NullLockFactory;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.ConfigurationScopeAwareProvider;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.modelling.saga.SagaRepository;
import org.axonframework.modelling.saga.repository.AnnotatedSagaRepository;
import org.axonframework.serialization.Serializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class SequenceConfiguration {

  @Bean
  BusinessDeadlines deadlineManager(
      JdbcClient jdbc,
      Serializer serializer,
      org.axonframework.config.Configuration axon,
      TransactionManager transactions,
      ObjectProvider<CustomerTransactions> customers) {
    return new BusinessDeadlines(
        jdbc,
        serializer,
        new ConfigurationScopeAwareProvider(axon),
        transactions,
        due -> customers.getObject().hold(due));
  }

  /**
   * Failures of saga handlers are retried by their processor instead of being logged and forgotten.
   * Sagas are not locked: there is nothing in them to protect, and many that handle a batch while
   * many others fire would wait for each other.
   */
  @Bean
  ConfigurerModule sequencesProcessor(ObjectProvider<EventFeed> feed, WaitingRuns store) {
    return configurer ->
        configurer
            .eventProcessing()
            .registerSaga(
                SequenceRun.class, saga -> saga.configureRepository(c -> repository(c, store)))
            .registerPooledStreamingEventProcessor(
                SequenceRun.GROUP,
                c -> feed.getObject().handledBy(SequenceRun.class),
                (c, builder) ->
                    builder.initialSegmentCount(4).batchSize(100).clock(Clock.systemUTC()))
            .registerListenerInvocationErrorHandler(
                SequenceRun.GROUP, c -> PropagatingErrorHandler.instance());
  }

  private static SagaRepository<SequenceRun> repository(
      org.axonframework.config.Configuration axon, WaitingRuns store) {
    return AnnotatedSagaRepository.<SequenceRun>builder()
        .sagaType(SequenceRun.class)
        .sagaStore(store)
        .resourceInjector(axon.resourceInjector())
        .parameterResolverFactory(axon.parameterResolverFactory())
        .handlerDefinition(axon.handlerDefinition(SequenceRun.class))
        .lockFactory(NullLockFactory.INSTANCE)
        .build();
  }
}
