package io.trailmark.commandside.template;

import org.jspecify.annotations.Nullable;

/** Addresses of a message's own. */
public interface MessageLinks {
  /** Where whoever got it can say that they want no more. */
  String unsubscribe();

  /** Where an answer of the message's survey is given. */
  String survey(String answer);

  /** The address through which the message's link to {@code url} leads. */
  String click(String url);

  /** An image by which it is known that the message was opened; null: it is not to be known. */
  @Nullable String open();
}
