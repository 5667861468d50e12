package io.trailmark.commandside.delivery;

import io.trailmark.eventstore.EventFeed;
import java.time.Clock;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

  @Bean
  ConfigurerModule deliveryProcessor(ObjectProvider<EventFeed> feed) {
    return configurer ->
        configurer
            .eventProcessing()
            .registerPooledStreamingEventProcessor(
                WhenMessageIntendedThenQueue.GROUP,
                c -> feed.getObject().handledBy(WhenMessageIntendedThenQueue.class),
                (c, builder) ->
                    builder.initialSegmentCount(4).batchSize(100).clock(Clock.systemUTC()))
            .registerListenerInvocationErrorHandler(
                WhenMessageIntendedThenQueue.GROUP, c -> PropagatingErrorHandler.instance());
  }
}
