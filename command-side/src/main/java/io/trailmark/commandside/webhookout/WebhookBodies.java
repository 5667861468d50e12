package io.trailmark.commandside.webhookout;

import io.trailmark.commandside.delivery.Delivery.Message;
import io.trailmark.commandside.webhookout.OutgoingWebhooks.Target;
import io.trailmark.eventstore.BusinessClock;
import io.trailmark.eventstore.Identities;
import io.trailmark.eventstore.web.Texts;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What webhooks are told: {@code {"type", "timestamp", "data"}}, with the customer's key, and, to
 * targets that may know it, what the source calls them at that moment. Who is erased has no such
 * name.
 */
@Component
class WebhookBodies {
  private static final JsonMapper JSON = new JsonMapper();

  private final Identities identities;
  private final BusinessClock clock;

  WebhookBodies(Identities identities, BusinessClock clock) {
    this.identities = identities;
    this.clock = clock;
  }

  /** Of a step that calls a webhook. */
  String step(Target target, Message m) {
    ObjectNode data = data(target, m.customer());
    data.put("sequence", m.sequence()).put("run", m.run()).put("step", m.step());
    return body("sequence.step", clock.millis(), data);
  }

  /** Of a segment that was entered or left. */
  String transition(Target target, String customer, Transition t) {
    ObjectNode data = data(target, customer);
    data.put("segment", t.segment())
        .put("playbookVersion", t.playbookVersion())
        .put("cause", t.cause())
        .put("quiet", t.quiet());
    return body(t.entered() ? "segment.entered" : "segment.exited", t.at(), data);
  }

  private ObjectNode data(Target target, String customer) {
    ObjectNode data = JSON.createObjectNode().put("customer", customer);
    if (target.sourceIds()) {
      String id = identities.sourceIdsOf(List.of(customer)).get(customer);
      if (id != null) {
        data.put("id", id);
      }
    }
    return data;
  }

  private static String body(String type, long at, ObjectNode data) {
    ObjectNode body = JSON.createObjectNode().put("type", type).put("timestamp", Texts.instant(at));
    body.set("data", data);
    return JSON.writeValueAsString(body);
  }
}
