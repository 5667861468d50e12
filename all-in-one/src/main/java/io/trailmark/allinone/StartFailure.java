package io.trailmark.allinone;

import java.nio.file.Path;
import org.springframework.boot.web.server.PortInUseException;

/** Finds what to tell the user in what a failed start throws. */
final class StartFailure {
  private StartFailure() {}

  static Refusal portTaken(int port) {
    return new Refusal("Port " + port + " is in use: choose another one with --port.");
  }

  static Refusal explained(RuntimeException failure, Path log) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Refusal refusal) {
        return refusal;
      }
      if (cause instanceof PortInUseException taken) {
        return portTaken(taken.getPort());
      }
    }
    return new Refusal("The server did not start, see " + log + ": " + root(failure), failure);
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
