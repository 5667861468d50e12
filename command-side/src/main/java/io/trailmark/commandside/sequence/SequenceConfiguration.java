package io.trailmark.commandside.sequence;

import java.time.Clock;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.ConfigurationScopeAwareProvider;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.serialization.Serializer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class SequenceConfiguration {

  @Bean
  BusinessDeadlines deadlineManager(
      JdbcClient jdbc,
      Serializer serializer,
      org.axonframework.config.Configuration axon,
      TransactionManager transactions) {
    return new BusinessDeadlines(
        jdbc, serializer, new ConfigurationScopeAwareProvider(axon), transactions);
  }

  /**
   * Failures of saga handlers are retried by their processor instead of being logged and forgotten.
   */
  @Bean
  ConfigurerModule sequencesProcessor(
      @Lazy @Qualifier("eventFeed") StreamableMessageSource<TrackedEventMessage<?>> feed) {
    return configurer ->
        configurer
            .eventProcessing()
            .registerPooledStreamingEventProcessor(
                SequenceRun.GROUP,
                c -> feed,
                (c, builder) ->
                    builder.initialSegmentCount(4).batchSize(100).clock(Clock.systemUTC()))
            .registerListenerInvocationErrorHandler(
                SequenceRun.GROUP, c -> PropagatingErrorHandler.instance());
  }
}
