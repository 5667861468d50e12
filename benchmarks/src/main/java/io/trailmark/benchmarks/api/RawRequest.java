package io.trailmark.benchmarks.api;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A request byte by byte, as no client library would send it.
 *
 * @param headers whole lines; {@code Host}, {@code Connection} and the length are added
 * @param isChunked whether it is sent in chunks
 */
public record RawRequest(
    String method, String target, List<String> headers, byte[] body, boolean isChunked) {

  byte[] head() {
    StringBuilder head =
        new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    head.append("Host: localhost\r\nConnection: close\r\n");
    headers.forEach(header -> head.append(header).append("\r\n"));
    if (isChunked) {
      head.append("Transfer-Encoding: chunked\r\n");
    } else if (body.length > 0 || !method.equals("GET")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    String text = new String(body, StandardCharsets.UTF_8);
    return "%s %s %s %d bytes: %s"
        .formatted(
            method,
            shortened(target),
            headers.stream().map(RawRequest::shortened).toList(),
            body.length,
            shortened(text));
  }

  static String shortened(String text) {
    return text.length() > 600 ? text.substring(0, 600) + "…" : text;
  }
}
