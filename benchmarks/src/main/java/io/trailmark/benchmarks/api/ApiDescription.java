package io.trailmark.benchmarks.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /openapi.json}. */
public final class ApiDescription {
  private final JsonNode document;

  public ApiDescription(String json) {
    this.document = JsonMapper.shared().readTree(json);
  }

  /** Every operation, by path and method. */
  public List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        o ->
                            operations.add(
                                new Operation(
                                    this,
                                    o.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    o.getValue()))));
    operations.sort(Comparator.comparing(Operation::path).thenComparing(Operation::method));
    return operations;
  }

  JsonNode schema(String name) {
    return document.path("components").path("schemas").path(name);
  }

  /** The same, or what it refers to. */
  JsonNode resolved(JsonNode node) {
    JsonNode reference = node.path("$ref");
    return reference.isString()
        ? resolved(document.at(reference.stringValue().substring(1)))
        : node;
  }
}
