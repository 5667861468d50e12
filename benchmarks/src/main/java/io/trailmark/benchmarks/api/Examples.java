package io.trailmark.benchmarks.api;

import io.trailmark.benchmarks.api.Operation.Example;
import io.trailmark.benchmarks.api.Operation.Parameter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Requests as the description shows them, with the key that they need. */
public final class Examples {
  private final Vendors vendors;
  private final String authorization;

  public Examples(Vendors vendors, String authorization) {
    this.vendors = vendors;
    this.authorization = authorization;
  }

  /** One for each body that is shown; one if it takes none. */
  public List<RawRequest> of(Operation operation) {
    return operation.bodies().isEmpty()
        ? List.of(request(operation, "", ""))
        : operation.examples().stream().map(e -> request(operation, e)).toList();
  }

  private RawRequest request(Operation operation, Example example) {
    return request(
        operation, example.contentType(), vendors.signed(operation.path(), example.body()));
  }

  private RawRequest request(Operation operation, String contentType, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    List<String> headers = new ArrayList<>();
    if (!contentType.isEmpty()) {
      headers.add("Content-Type: " + contentType);
    }
    headers.addAll(credentials(operation, body));
    for (Parameter p : operation.parameters()) {
      if (p.in().equals("header")) {
        p.example().ifPresent(value -> headers.add(p.name() + ": " + value));
      }
    }
    return new RawRequest(operation.method(), target(operation), headers, body, false);
  }

  /** What lets in, of a vendor its signature. */
  List<String> credentials(Operation operation, byte[] body) {
    return operation.path().startsWith("/v1/webhooks/")
        ? vendors.headers(operation.path(), body)
        : List.of(authorization);
  }

  private static String target(Operation operation) {
    String path = operation.path();
    List<String> query = new ArrayList<>();
    for (Parameter p : operation.parameters()) {
      String value = p.example().map(Examples::encoded).orElse("");
      if (p.in().equals("path")) {
        path = path.replace("{" + p.name() + "}", value);
      } else if (p.in().equals("query") && p.example().isPresent()) {
        query.add(p.name() + "=" + value);
      }
    }
    return query.isEmpty() ? path : path + "?" + String.join("&", query);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
