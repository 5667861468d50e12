package io.trailmark.allinone;

import io.trailmark.eventstore.NewerStore;
import io.trailmark.eventstore.access.NoAccess;
import java.nio.file.Path;
import org.springframework.boot.web.server.PortInUseException;

/** Finds what to tell the user in what a failed start throws. */
final class StartFailure {
  /** How the clock begins when it refuses to run backwards. */
  private static final String CLOCK = "business time has already reached";

  private StartFailure() {}

  private static String message(Throwable cause) {
    return String.valueOf(cause.getMessage());
  }

  static Refusal portTaken(int port) {
    return new Refusal("Port " + port + " is in use: choose another one with --port.");
  }

  static Refusal explained(RuntimeException failure, Path log) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Refusal refusal) {
        return refusal;
      }
      if (cause instanceof NoAccess || cause instanceof NewerStore) {
        return new Refusal(message(cause), cause);
      }
      if (cause instanceof PortInUseException taken) {
        return portTaken(taken.getPort());
      }
      if (cause instanceof IllegalArgumentException && message(cause).startsWith(CLOCK)) {
        return new Refusal("--now is too early: " + message(cause) + ".", cause);
      }
    }
    return new Refusal(
        "The server did not start, see " + log + ": " + firstLine(root(failure)), failure);
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String firstLine(Throwable failure) {
    return failure.toString().lines().findFirst().orElse("");
  }
}
