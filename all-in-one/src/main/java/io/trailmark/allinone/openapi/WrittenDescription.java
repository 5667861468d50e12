package io.trailmark.allinone.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.core.util.Yaml31;
import io.swagger.v3.oas.models.OpenAPI;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

/**
 * Completes the description that springdoc reads from the code by {@code openapi.yaml}, and by the
 * problems that any request can meet.
 */
public final class WrittenDescription implements GlobalOpenApiCustomizer {
  private static final List<String> METHODS = List.of("get", "post", "put", "delete");

  /** Names a route that a path of ours is an example of. */
  private static final String ROUTE = "x-route";

  private final JsonNode written = read();

  private static JsonNode read() {
    try (InputStream in = WrittenDescription.class.getResourceAsStream("/openapi.yaml")) {
      return Yaml31.mapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void customise(OpenAPI found) {
    try {
      ObjectNode document = Json31.mapper().valueToTree(found);
      complete(document);
      OpenAPI whole = Json31.mapper().treeToValue(document, OpenAPI.class);
      found.info(whole.getInfo()).paths(whole.getPaths()).components(whole.getComponents());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void complete(ObjectNode document) {
    ObjectNode paths = document.withObjectProperty("paths");
    // What also may end with a slash is told once.
    paths.properties().removeIf(path -> path.getKey().endsWith("/"));
    merge(document.withObjectProperty("info"), written.path("info"));
    merge(document.withObjectProperty("components"), written.path("components"));
    written.path("paths").properties().forEach(p -> complete(paths, p.getKey(), p.getValue()));
    written.path("paths").forEach(path -> paths.remove(path.path(ROUTE).asText()));
    paths.properties().forEach(p -> new Problems(p.getKey()).addTo(p.getValue()));
  }

  private void complete(ObjectNode paths, String name, JsonNode path) {
    JsonNode found = paths.path(path.path(ROUTE).asText(name));
    if (found instanceof ObjectNode route) {
      ObjectNode completed = route.deepCopy();
      METHODS.forEach(m -> complete(completed.path(m), path.path(m), path.has(ROUTE)));
      paths.set(name, completed);
    }
  }

  private void complete(JsonNode found, JsonNode described, boolean isOneOfMany) {
    if (!(found instanceof ObjectNode operation) || described.isMissingNode()) {
      return;
    }
    ArrayNode parameters = operation.arrayNode();
    if (!isOneOfMany) {
      operation.path("parameters").forEach(parameters::add);
    }
    described.path("parameters").forEach(parameter -> replace(parameters, parameter));
    // Springdoc takes the condition that a header is absent for a header.
    remove(parameters, "!Authorization");
    merge(operation, described);
    operation.remove("parameters");
    if (!parameters.isEmpty()) {
      operation.set("parameters", parameters);
    }
    if (isOneOfMany) {
      operation.remove("operationId");
    }
  }

  private void replace(ArrayNode parameters, JsonNode parameter) {
    remove(parameters, named(parameter).path("name").asText());
    parameters.add(parameter);
  }

  private void remove(ArrayNode parameters, String name) {
    parameters.removeIf(parameter -> named(parameter).path("name").asText().equals(name));
  }

  private JsonNode named(JsonNode parameter) {
    return parameter.has("$ref")
        ? written.at(parameter.path("$ref").asText().substring(1))
        : parameter;
  }

  /** Objects field by field; all else is replaced. */
  private static void merge(ObjectNode into, JsonNode from) {
    from.properties()
        .forEach(
            field -> {
              if (into.get(field.getKey()) instanceof ObjectNode object
                  && field.getValue().isObject()) {
                merge(object, field.getValue());
              } else {
                into.set(field.getKey(), field.getValue().deepCopy());
              }
            });
  }
}
