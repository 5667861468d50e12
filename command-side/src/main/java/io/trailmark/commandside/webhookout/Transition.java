package io.trailmark.commandside.webhookout;

import io.trailmark.sharedevents.SegmentEntered;
import io.trailmark.sharedevents.SegmentExited;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/**
 * A segment that somebody entered or left, as it waits in the queue.
 *
 * @param at milliseconds of business time
 * @param quiet whether nothing is to be made of it: history was imported, a definition changed
 */
record Transition(
    boolean entered, String segment, int playbookVersion, long at, String cause, boolean quiet) {
  private static final JsonMapper JSON = new JsonMapper();

  static Transition of(SegmentEntered e) {
    return new Transition(
        true, e.segment(), e.playbookVersion(), e.at(), lower(e.cause()), e.quiet());
  }

  static Transition of(SegmentExited e) {
    return new Transition(
        false, e.segment(), e.playbookVersion(), e.at(), lower(e.cause()), e.quiet());
  }

  private static String lower(Enum<?> cause) {
    return cause.name().toLowerCase(Locale.ROOT);
  }

  static Transition read(String json) {
    return JSON.readValue(json, Transition.class);
  }

  String json() {
    return JSON.writeValueAsString(this);
  }
}
