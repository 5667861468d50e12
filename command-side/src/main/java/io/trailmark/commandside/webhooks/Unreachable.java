package io.trailmark.commandside.webhooks;

import io.trailmark.commandside.contact.Reach;
import io.trailmark.commandside.contact.Unsubscribing;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * What vendors tell of mails that stops further ones: an address that takes none or that complained
 * is suppressed, whoever has it; who unsubscribed at the vendor's has taken their consent back.
 */
@Component
class Unreachable {
  private static final String EMAIL = "email";

  private final Reach reach;
  private final Unsubscribing unsubscribing;

  Unreachable(Reach reach, Unsubscribing unsubscribing) {
    this.reach = reach;
    this.unsubscribing = unsubscribing;
  }

  /**
   * Notes it, in the caller's transaction, once the activities are recorded: customers are held
   * before addresses, as everywhere. Told again, it changes nothing.
   *
   * @param people what sources call those that it is told of
   */
  void note(Told told, List<String> people) {
    switch (told.kind()) {
      case "message_bounced" -> suppress(told, "bounce");
      case "message_complained" -> suppress(told, "complaint");
      case "unsubscribed" -> unsubscribe(told, people);
      default -> {}
    }
  }

  private void suppress(Told told, String reason) {
    if (told.address() != null) {
      reach.suppress(EMAIL, told.address(), reason);
    }
  }

  private void unsubscribe(Told told, List<String> people) {
    try {
      long at = OffsetDateTime.parse(told.occurredAt()).toInstant().toEpochMilli();
      people.stream().sorted().forEach(person -> unsubscribing.note(person, EMAIL, at));
    } catch (DateTimeException e) {
      // It was rejected, and the answer says so.
    }
  }
}
