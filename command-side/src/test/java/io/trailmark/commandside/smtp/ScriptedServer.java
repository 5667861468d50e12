package io.trailmark.commandside.smtp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A mail server that answers as it is told to, by the verb; an empty answer is none at all. */
final class ScriptedServer implements AutoCloseable {
  private final ServerSocket socket;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  final AtomicInteger messages = new AtomicInteger();

  ScriptedServer() {
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    answers.put("DATA", "354 go on");
    answers.put(".", "250 taken");
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** What it says from now on, {@code "450 later"}. */
  void answer(String verb, String answer) {
    answers.put(verb, answer);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> talk(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void talk(Socket client) {
    try (client;
        var in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = client.getOutputStream()) {
      say(out, "220 scripted");
      boolean data = false;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (data && !line.equals(".")) {
          continue;
        }
        String verb = data ? "." : line.split("[ :]")[0].toUpperCase(java.util.Locale.ROOT);
        if (verb.equals(".")) {
          messages.incrementAndGet();
        }
        data = verb.equals("DATA") && answers.get(verb).startsWith("354");
        say(out, answers.getOrDefault(verb, "250 fine"));
      }
    } catch (IOException e) {
      // The other side went away.
    }
  }

  private static void say(OutputStream out, String line) throws IOException {
    if (!line.isEmpty()) {
      out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
