package io.trailmark.commandside.template;

import org.jspecify.annotations.Nullable;

/** Addresses that are of one message alone. */
public interface MessageLinks {

  /** Where its reader says that nothing more is to come. */
  String unsubscribe();

  /** Where its reader answers a survey so. */
  String survey(String answer);

  /** Where its reader gets to {@code url}, an {@code http} or {@code https} address. */
  String click(String url);

  /** What a mail program loads when the message is opened, null if nothing is to be loaded. */
  @Nullable String open();
}
