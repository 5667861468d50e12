package io.trailmark.allinone;

import io.trailmark.eventstore.access.KeyRing;
import io.trailmark.eventstore.access.KeyRing.Credential;
import io.trailmark.eventstore.access.Scope;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "token",
    description = {
      "Manages tokens, with which people and programs read and design; what it changes takes effect"
          + " within seconds on every node.",
      "Once there is one, nobody reads without: neither on this machine."
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class TokenCommand extends CredentialsCommand {
  TokenCommand() {
    super("token");
  }

  @Override
  boolean manages(Credential credential) {
    return !credential.isWriteKey();
  }

  @Command(
      description = {
        "Makes a token and prints it; only its hash is stored.",
        "Show it by --token, by TRAILMARK_TOKEN, or as Authorization: Bearer TOKEN."
      },
      mixinStandardHelpOptions = true)
  int add(
      @Parameters(
              paramLabel = "NAME",
              description = "Whose it is: 1 to 64 of A-Z a-z 0-9 _ . -; no personal data.")
          String name,
      @Option(
              names = "--scopes",
              paramLabel = "SCOPE",
              split = ",",
              required = true,
              description =
                  "What it is good for: query (read), design (playbooks, backtests), send (hold and"
                      + " release messages), erase (what people have a right to), ingest (write as"
                      + " the source NAME).")
          Set<Scope> scopes,
      @Option(
              names = "--ends",
              paramLabel = "INSTANT",
              description = "From when on it lets nobody in, for example 2027-01-31T00:00:00Z.")
          @Nullable Instant ends) {
    if (scopes.equals(KeyRing.WRITE_KEY)) {
      throw wrong("With the scope ingest alone it would be a write key: see trailmark key.");
    }
    add("NAME", name, scopes, Set.of(), ends);
    return 0;
  }
}
