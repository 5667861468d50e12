package io.trailmark.allinone;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** With what a command shows a server who asks. */
final class TokenOption {
  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:TRAILMARK_TOKEN}",
      description =
          "A token of that server, where it asks for one (default: TRAILMARK_TOKEN, else as kept in"
              + " ~/.trailmark).")
  private @Nullable String token;

  @Nullable String value() {
    return token;
  }
}
