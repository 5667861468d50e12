package io.trailmark.commandside.delivery;

import io.trailmark.eventstore.EventFeed;
import java.time.Clock;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

  @Bean
  @ConditionalOnMissingBean
  Delivery delivery() {
    return new OutboxDelivery();
  }

  @Bean
  ConfigurerModule deliveryProcessor(ObjectProvider<EventFeed> feed) {
    return configurer ->
        configurer
            .eventProcessing()
            .registerPooledStreamingEventProcessor(
                WhenMessageIntendedThenDeliver.GROUP,
                c -> feed.getObject().handledBy(WhenMessageIntendedThenDeliver.class),
                (c, builder) ->
                    builder.initialSegmentCount(4).batchSize(1).clock(Clock.systemUTC()))
            .registerListenerInvocationErrorHandler(
                WhenMessageIntendedThenDeliver.GROUP, c -> PropagatingErrorHandler.instance());
  }
}
