package io.trailmark.benchmarks.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** What may be asked at a path by a method. */
public final class Operation {
  private final ApiDescription api;
  private final String method;
  private final String path;
  private final JsonNode node;

  Operation(ApiDescription api, String method, String path, JsonNode node) {
    this.api = api;
    this.method = method;
    this.path = path;
    this.node = node;
  }

  public String method() {
    return method;
  }

  public String path() {
    return path;
  }

  /**
   * A parameter.
   *
   * @param in {@code path}, {@code query} or {@code header}
   */
  public record Parameter(
      String name, String in, boolean isRequired, JsonNode schema, Optional<String> example) {}

  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    for (JsonNode told : node.path("parameters")) {
      JsonNode p = api.resolved(told);
      parameters.add(
          new Parameter(
              p.path("name").asString(),
              p.path("in").asString(),
              p.path("required").asBoolean(false),
              api.resolved(p.path("schema")),
              p.has("example") ? Optional.of(p.path("example").asString()) : Optional.empty()));
    }
    return parameters;
  }

  /** Schemas of the bodies by content type; none if it takes no body. */
  public Map<String, JsonNode> bodies() {
    Map<String, JsonNode> bodies = new LinkedHashMap<>();
    content().properties().forEach(c -> bodies.put(c.getKey(), c.getValue().path("schema")));
    return bodies;
  }

  private JsonNode content() {
    return node.path("requestBody").path("content");
  }

  /** A body that is shown. */
  public record Example(String contentType, String body) {}

  public List<Example> examples() {
    List<Example> examples = new ArrayList<>();
    content()
        .properties()
        .forEach(
            c -> {
              if (c.getValue().has("example")) {
                examples.add(example(c.getKey(), c.getValue().path("example")));
              }
              c.getValue()
                  .path("examples")
                  .forEach(e -> examples.add(example(c.getKey(), e.path("value"))));
            });
    return examples;
  }

  private static Example example(String contentType, JsonNode value) {
    return new Example(contentType, value.isString() ? value.stringValue() : value.toString());
  }

  /** The statuses that it may answer with. */
  public Set<Integer> statuses() {
    Set<Integer> statuses = new TreeSet<>();
    node.path("responses").propertyNames().forEach(s -> statuses.add(Integer.valueOf(s)));
    return statuses;
  }

  ApiDescription api() {
    return api;
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
