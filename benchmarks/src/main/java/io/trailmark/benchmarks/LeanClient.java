package io.trailmark.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * One kept-alive connection that posts JSON: a load generator that takes little of the machine that
 * it shares with the server.
 */
final class LeanClient implements AutoCloseable {
  private final int port;
  private final String headers;
  private Socket socket;
  private InputStream in;

  LeanClient(int port, String path, String key) throws IOException {
    this.port = port;
    connect();
    headers =
        "POST %s HTTP/1.1\r\nHost: localhost:%d\r\nAuthorization: Basic %s\r\nContent-Type: application/json\r\nContent-Length: "
            .formatted(
                path,
                port,
                Base64.getEncoder()
                    .encodeToString((key + ":").getBytes(StandardCharsets.ISO_8859_1)));
  }

  private void connect() throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends a body and answers the status and what came. */
  Server.Answer post(byte[] body) throws IOException {
    byte[] head = (headers + body.length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    socket.getOutputStream().write(request);
    int status = Integer.parseInt(line().split(" ")[1]);
    int length = -1;
    boolean last = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
      last |= header.equalsIgnoreCase("Connection: close");
    }
    String answered = length < 0 ? chunks() : text(length);
    if (last) {
      close();
      connect();
    }
    return new Server.Answer(status, answered);
  }

  private String chunks() throws IOException {
    StringBuilder all = new StringBuilder();
    for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
      all.append(text(size));
      line();
    }
    line();
    return all.toString();
  }

  private String text(int length) throws IOException {
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection ended");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
