package io.trailmark.commandside.segmentapi;

import io.trailmark.commandside.recording.BadActivity;
import io.trailmark.commandside.recording.Kinds;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import tools.jackson.databind.JsonNode;

/**
 * Which kind of activity an event of Segment's is.
 *
 * @param events kinds by event name, before those that are built in ({@code
 *     trailmark.segment.events.[Plan Upgraded]=subscription_started})
 */
@ConfigurationProperties("trailmark.segment")
record EventKinds(@Nullable Map<String, String> events) {
  private static final Pattern KIND = Pattern.compile(Kinds.PATTERN);

  /** Segment's e-commerce, e-mail and B2B specifications, in lower case. */
  private static final Map<String, String> BUILT_IN =
      Map.ofEntries(
          Map.entry("order completed", "order_placed"),
          Map.entry("order refunded", "order_refunded"),
          Map.entry("product viewed", "product_viewed"),
          Map.entry("products searched", "product_searched"),
          Map.entry("product added", "cart_item_added"),
          Map.entry("product removed", "cart_item_removed"),
          Map.entry("checkout started", "checkout_started"),
          Map.entry("email delivered", "message_delivered"),
          Map.entry("email opened", "message_opened"),
          Map.entry("email link clicked", "message_clicked"),
          Map.entry("email bounced", "message_bounced"),
          Map.entry("email marked as spam", "message_complained"),
          Map.entry("unsubscribed", "unsubscribed"),
          Map.entry("signed up", "signed_up"),
          Map.entry("signed in", "logged_in"),
          Map.entry("trial started", "trial_started"));

  EventKinds {
    Map<String, String> lower = new HashMap<>();
    (events == null ? Map.<String, String>of() : events)
        .forEach((event, kind) -> lower.put(event.toLowerCase(Locale.ROOT), checked(event, kind)));
    events = Map.copyOf(lower);
  }

  private static String checked(String event, String kind) {
    if (!KIND.matcher(kind).matches()) {
      throw new IllegalArgumentException(
          "trailmark.segment.events.[" + event + "]: a kind must match " + KIND);
    }
    return kind;
  }

  /**
   * The kind of an event: as configured, else of Segment's specifications, else its name in snake
   * case.
   *
   * @throws BadActivity if the name makes no kind
   */
  String of(String event) {
    String name = event.strip().toLowerCase(Locale.ROOT);
    String kind = events == null ? null : events.get(name);
    if (kind == null) {
      kind = BUILT_IN.get(name);
    }
    return kind == null ? snakeCase(event) : kind;
  }

  /** The kind of a page or screen: as its name is configured, else {@code otherwise}. */
  String ofView(JsonNode name, String otherwise) {
    String text = name.asString("").strip().toLowerCase(Locale.ROOT);
    return events == null ? otherwise : events.getOrDefault(text, otherwise);
  }

  private static String snakeCase(String event) {
    String kind =
        event
            .strip()
            .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "_")
            .replaceAll("^_+|_+$", "");
    if (!KIND.matcher(kind).matches()) {
      throw new BadActivity(
          "event must make a kind that matches "
              + KIND
              + " when written in snake case, or be mapped by trailmark.segment.events");
    }
    return kind;
  }
}
