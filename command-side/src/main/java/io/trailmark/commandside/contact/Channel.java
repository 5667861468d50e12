package io.trailmark.commandside.contact;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A way to reach somebody. */
enum Channel {
  EMAIL,
  SMS,
  PUSH;

  static Optional<Channel> of(String name) {
    return Arrays.stream(values()).filter(channel -> channel.text().equals(name)).findFirst();
  }

  static String names() {
    return Arrays.stream(values()).map(Channel::text).collect(Collectors.joining(", "));
  }

  /** As playbooks and requests write it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** An address as all its ways of being written are kept. */
  String normal(String address) {
    return this == SMS
        ? address.replaceAll("[^+0-9]", "")
        : this == EMAIL ? address.strip().toLowerCase(Locale.ROOT) : address.strip();
  }
}
