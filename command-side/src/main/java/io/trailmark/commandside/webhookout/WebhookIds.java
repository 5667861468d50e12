package io.trailmark.commandside.webhookout;

import io.trailmark.commandside.recording.MessageIds;
import org.springframework.stereotype.Component;

/** By what receivers tell what they have had. */
@Component
class WebhookIds {
  private final MessageIds ids;

  WebhookIds(MessageIds ids) {
    this.ids = ids;
  }

  /** The same for the same thing. */
  String of(String item) {
    return "msg_" + ids.hash("webhook\n" + item);
  }
}
