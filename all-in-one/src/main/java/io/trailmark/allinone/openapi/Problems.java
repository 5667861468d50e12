package io.trailmark.allinone.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The problems that each operation of a path can answer with, unless more is told of them. */
final class Problems {
  private final String path;

  Problems(String path) {
    this.path = path;
  }

  void addTo(JsonNode operations) {
    operations.forEach(
        operation -> {
          ObjectNode responses = ((ObjectNode) operation).withObjectProperty("responses");
          add(responses, 400, "What was asked is broken or out of bounds; `detail` tells.");
          if (path.startsWith("/v1/") || path.startsWith("/api/")) {
            add(responses, 401, "No valid write key or token was shown, and one is needed.");
            add(
                responses,
                403,
                "The key or token does not let in here, or another site's page asks.");
            add(responses, 429, "Too much is asked: try again after `Retry-After` seconds.");
          }
          if (path.contains("{")) {
            add(responses, 404, "There is nothing of this name.");
          }
          if (operation.has("requestBody")) {
            add(responses, 413, "The body is too large.");
            add(responses, 415, "The body's type or encoding is not taken.");
          }
          add(responses, 503, "A database is away or busy: try again after `Retry-After` seconds.");
          responses.properties().stream()
              .filter(response -> response.getKey().startsWith("4"))
              .forEach(response -> describe((ObjectNode) response.getValue()));
        });
  }

  private static void add(ObjectNode responses, int status, String description) {
    String name = String.valueOf(status);
    if (!responses.has(name)) {
      describe(responses.putObject(name).put("description", description));
    }
  }

  private static void describe(ObjectNode response) {
    response
        .putObject("content")
        .putObject("application/problem+json")
        .putObject("schema")
        .put("$ref", "#/components/schemas/Problem");
  }
}
