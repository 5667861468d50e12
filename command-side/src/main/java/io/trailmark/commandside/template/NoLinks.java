package io.trailmark.commandside.template;

import org.jspecify.annotations.Nullable;

/** Addresses of a message that was never sent: nobody answers there. */
final class NoLinks implements MessageLinks {
  private static final String NOBODY = "https://preview.invalid/";

  @Override
  public String unsubscribe() {
    return NOBODY + "unsubscribe";
  }

  @Override
  public String survey(String answer) {
    return NOBODY + "survey/" + answer;
  }

  @Override
  public String click(String url) {
    return url;
  }

  @Override
  public @Nullable String open() {
    return null;
  }
}
