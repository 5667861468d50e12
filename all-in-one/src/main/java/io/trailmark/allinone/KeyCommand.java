package io.trailmark.allinone;

import io.trailmark.eventstore.access.KeyRing;
import io.trailmark.eventstore.access.KeyRing.Credential;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "key",
    description = {
      "Manages write keys, with which sources send activities; what it changes takes effect within"
          + " seconds on every node.",
      "A source may have several: add one, let the source use it, then revoke the one before."
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class KeyCommand extends CredentialsCommand {
  /** As browsers send it: in lower case, without a slash at the end. */
  private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.\\[\\]:-]+");

  KeyCommand() {
    super("key");
  }

  @Override
  boolean manages(Credential credential) {
    return credential.isWriteKey();
  }

  @Command(
      description = "Makes a key and prints it; only its hash is stored.",
      mixinStandardHelpOptions = true)
  int add(
      @Parameters(
              paramLabel = "SOURCE",
              description =
                  "Who writes with it: 1 to 64 of A-Z a-z 0-9 _ . -; message ids are each source's"
                      + " own.")
          String source,
      @Option(
              names = "--origins",
              paramLabel = "ORIGIN",
              split = ",",
              description =
                  "Whose web pages may send with it from browsers, for example"
                      + " https://shop.example (default: none).")
          @Nullable Set<String> origins,
      @Option(
              names = "--ends",
              paramLabel = "INSTANT",
              description = "From when on it lets nobody in, for example 2027-01-31T00:00:00Z.")
          @Nullable Instant ends) {
    Set<String> pages = origins == null ? Set.of() : origins;
    for (String origin : pages) {
      if (!ORIGIN.matcher(origin).matches()) {
        throw wrong("--origins are https://HOST or https://HOST:PORT, and not " + origin + ".");
      }
    }
    add("SOURCE", source, KeyRing.WRITE_KEY, pages, ends);
    return 0;
  }
}
