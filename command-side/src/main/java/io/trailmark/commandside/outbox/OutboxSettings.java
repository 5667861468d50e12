package io.trailmark.commandside.outbox;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long the outbox keeps messages.
 *
 * @param days of business time, 1 to 3650
 * @param messages at most, 1 to 10,000,000
 */
@ConfigurationProperties("trailmark.outbox")
record OutboxSettings(@DefaultValue("30") int days, @DefaultValue("100000") int messages) {

  OutboxSettings {
    if (days < 1 || days > 3650) {
      throw new IllegalArgumentException("trailmark.outbox.days must be 1 to 3650");
    }
    if (messages < 1 || messages > 10_000_000) {
      throw new IllegalArgumentException("trailmark.outbox.messages must be 1 to 10000000");
    }
  }
}
