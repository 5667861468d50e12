package io.trailmark.commandside.delivery;

import java.time.Clock;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.messaging.StreamableMessageSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

  @Bean
  @ConditionalOnMissingBean
  Delivery delivery() {
    return new OutboxDelivery();
  }

  @Bean
  ConfigurerModule deliveryProcessor(
      @Lazy @Qualifier("eventFeed") StreamableMessageSource<TrackedEventMessage<?>> feed) {
    return configurer ->
        configurer
            .eventProcessing()
            .registerPooledStreamingEventProcessor(
                WhenMessageIntendedThenDeliver.GROUP,
                c -> feed,
                (c, builder) ->
                    builder.initialSegmentCount(4).batchSize(1).clock(Clock.systemUTC()))
            .registerListenerInvocationErrorHandler(
                WhenMessageIntendedThenDeliver.GROUP, c -> PropagatingErrorHandler.instance());
  }
}
