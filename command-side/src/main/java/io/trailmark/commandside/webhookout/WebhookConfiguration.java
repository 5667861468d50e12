package io.trailmark.commandside.webhookout;

import io.trailmark.commandside.delivery.Courier;
import io.trailmark.commandside.delivery.Delivery;
import io.trailmark.commandside.delivery.Pace;
import io.trailmark.commandside.delivery.Way;
import io.trailmark.eventstore.EventFeed;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.messaging.StreamableMessageSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {

  /** The targets, each with a client of its own. */
  static final class Targets implements Way, AutoCloseable {
    private final Map<String, WebhookClient> clients = new HashMap<>();
    private final Map<String, Delivery> deliveries = new HashMap<>();
    private final Map<String, Pace> paces = new HashMap<>();
    private final List<Courier> couriers = new ArrayList<>();

    Targets(OutgoingWebhooks webhooks, WebhookBodies bodies, WebhookIds ids) {
      webhooks
          .all()
          .forEach(
              (name, target) -> {
                WebhookClient client = new WebhookClient(target);
                clients.put(name, client);
                deliveries.put("webhook:" + name, new WebhookDelivery(target, client, bodies, ids));
                paces.put("webhook:" + name, target.pace());
                if (target.transitions()) {
                  couriers.add(new TransitionCourier(name, target, client, bodies, ids));
                }
              });
    }

    @Override
    public Map<String, Delivery> deliveries() {
      return deliveries;
    }

    @Override
    public @Nullable Pace pace(String destination) {
      return paces.get(destination);
    }

    @Override
    public List<Courier> couriers() {
      return couriers;
    }

    @Override
    public void close() throws IOException {
      for (WebhookClient client : clients.values()) {
        client.close();
      }
    }
  }

  @Bean
  Targets webhookTargets(OutgoingWebhooks webhooks, WebhookBodies bodies, WebhookIds ids) {
    return new Targets(webhooks, bodies, ids);
  }

  @Bean
  ConfigurerModule webhooksOutProcessor(ObjectProvider<EventFeed> feed) {
    return configurer ->
        configurer
            .eventProcessing()
            .registerPooledStreamingEventProcessor(
                WhenTransitionThenTell.GROUP,
                c -> feed.getObject().handledBy(WhenTransitionThenTell.class),
                (c, builder) ->
                    builder
                        .initialSegmentCount(4)
                        .initialToken(StreamableMessageSource::createHeadToken)
                        .batchSize(100)
                        .clock(Clock.systemUTC()))
            .registerListenerInvocationErrorHandler(
                WhenTransitionThenTell.GROUP, c -> PropagatingErrorHandler.instance());
  }
}
