package io.trailmark.benchmarks.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends requests on connections of their own, and reads all that comes back. */
public final class RawHttp {
  /** Longer is a hang. */
  static final Duration LONGEST = Duration.ofSeconds(10);

  private static final int CHUNK = 1_000;

  private final int port;

  public RawHttp(int port) {
    this.port = port;
  }

  /**
   * What came back.
   *
   * @param status 0: nothing
   * @param headers by names in lower case
   */
  public record Answer(int status, Map<String, String> headers, String body, Duration took) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  public Answer send(RawRequest request) throws IOException {
    long start = System.nanoTime();
    byte[] all;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      write(request, socket);
      all = read(socket, start + LONGEST.toNanos());
    }
    return parse(all, Duration.ofNanos(System.nanoTime() - start));
  }

  /** A server that has read enough answers and closes: that is no failure. */
  private static void write(RawRequest request, Socket socket) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(request.head());
      if (request.isChunked()) {
        chunks(request.body(), out);
      } else {
        out.write(request.body());
      }
      out.flush();
      // Whoever waits for more than is sent is told that there is none.
      socket.shutdownOutput();
    } catch (IOException e) {
      // Its answer tells why.
    }
  }

  private static void chunks(byte[] body, OutputStream out) throws IOException {
    for (int from = 0; from < body.length; from += CHUNK) {
      byte[] chunk = Arrays.copyOfRange(body, from, Math.min(body.length, from + CHUNK));
      out.write((Integer.toHexString(chunk.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(chunk);
      out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] read(Socket socket, long end) throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    try {
      while (true) {
        socket.setSoTimeout((int) Math.max(1, (end - System.nanoTime()) / 1_000_000));
        int n = in.read(buffer);
        if (n < 0) {
          break;
        }
        all.write(buffer, 0, n);
      }
    } catch (SocketTimeoutException e) {
      // Told by how long it took.
    } catch (IOException e) {
      if (all.size() == 0) {
        throw e;
      }
    }
    return all.toByteArray();
  }

  private static Answer parse(byte[] all, Duration took) {
    String text = new String(all, StandardCharsets.UTF_8);
    while (text.startsWith("HTTP/1.1 100")) {
      text = text.substring(text.indexOf("\r\n\r\n") + 4);
    }
    int end = text.indexOf("\r\n\r\n");
    if (!text.startsWith("HTTP/1.1 ") || end < 0) {
      return new Answer(0, Map.of(), text, took);
    }
    String[] lines = text.substring(0, end).split("\r\n");
    Map<String, String> headers = new TreeMap<>();
    for (String line : Arrays.asList(lines).subList(1, lines.length)) {
      String[] header = line.split(":", 2);
      headers.put(header[0].toLowerCase(Locale.ROOT), header.length < 2 ? "" : header[1].strip());
    }
    String body = text.substring(end + 4);
    boolean isChunked = "chunked".equals(headers.get("transfer-encoding"));
    return new Answer(
        Integer.parseInt(lines[0].substring(9, 12)),
        headers,
        isChunked ? joined(body) : body,
        took);
  }

  /** Chunks of ASCII; of other text a character may be cut, which is no matter here. */
  private static String joined(String chunks) {
    return chunks.replaceAll("(?:^|\r\n)[0-9a-f]{1,8}\r\n", "");
  }
}
