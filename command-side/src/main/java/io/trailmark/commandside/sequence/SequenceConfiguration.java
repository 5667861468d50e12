package io.trailmark.commandside.sequence;

import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.eventstore.EventFeed;
import java.time.Clock;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.ConfigurationScopeAwareProvider;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.PropagatingErrorHandler;
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
   */
  @Bean
  ConfigurerModule sequencesProcessor(ObjectProvider<EventFeed> feed) {
    return configurer ->
        configurer
            .eventProcessing()
            .registerPooledStreamingEventProcessor(
                SequenceRun.GROUP,
                c -> feed.getObject().handledBy(SequenceRun.class),
                (c, builder) ->
                    builder.initialSegmentCount(4).batchSize(100).clock(Clock.systemUTC()))
            .registerListenerInvocationErrorHandler(
                SequenceRun.GROUP, c -> PropagatingErrorHandler.instance());
  }
}
