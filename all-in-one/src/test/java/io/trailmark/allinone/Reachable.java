package io.trailmark.allinone;

import java.io.IOException;
import java.net.Socket;

/** Whether a server listens on more than the address that it says. */
final class Reachable {
  private Reachable() {}

  /** Asks at 127.0.0.2: only who listens on every address answers there (on Linux). */
  static boolean fromOutside(int port) {
    try (Socket socket = new Socket("127.0.0.2", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
