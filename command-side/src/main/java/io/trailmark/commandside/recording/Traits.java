package io.trailmark.commandside.recording;

import io.trailmark.segmentation.rule.View;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The traits that rules may look at: {@code zone}, the customer's time zone, and those that are
 * configured because they are no personal data. All others stay in the contact book.
 *
 * @param traits their names ({@code trailmark.traits=plan,seats})
 */
@ConfigurationProperties("trailmark")
public record Traits(@Nullable List<String> traits) {
  /** Kind of the activities that say that from then on a trait has a value. */
  public static final String CHANGED = View.TRAIT;

  private static final String NAME = View.TRAIT_NAME;
  private static final String VALUE = View.TRAIT_VALUE;
  private static final String ZONE = View.ZONE;
  private static final int LONGEST = 100;
  private static final JsonMapper JSON = new JsonMapper();

  public Traits {
    Map<String, Boolean> names = new TreeMap<>(Map.of(ZONE, true));
    (traits == null ? List.<String>of() : traits).forEach(name -> names.put(name, true));
    traits = List.copyOf(names.keySet());
  }

  /**
   * What rules may see of a person's traits: texts, numbers and booleans by name.
   *
   * @param json an object
   * @throws ResponseStatusException 400 naming a trait that rules cannot look at as it is
   */
  public Map<String, String> seen(String json) {
    JsonNode all = JSON.readTree(json);
    Map<String, String> seen = new TreeMap<>();
    for (String name : traits == null ? List.<String>of() : traits) {
      JsonNode value = all.path(name);
      if (value.isMissingNode() || value.isNull()) {
        continue;
      }
      String right = rightFor(name, value);
      if (right != null) {
        throw new ResponseStatusException(
            HttpStatus.BAD_REQUEST, "traits." + name + " must be " + right);
      }
      seen.put(name, value.asString());
    }
    return seen;
  }

  /** The same of what was stored when other traits were configured: nothing where it cannot be. */
  public Map<String, String> known(String json) {
    try {
      return seen(json);
    } catch (ResponseStatusException e) {
      return Map.of();
    }
  }

  /** Names of all traits of a person, null ones included. */
  public Set<String> named(String json) {
    return Set.copyOf(JSON.readTree(json).propertyNames());
  }

  /** Whether rules may look at the trait. */
  public boolean isSeen(String name) {
    return traits != null && traits.contains(name);
  }

  /**
   * A change of a trait that a source dates itself.
   *
   * @param properties {@code trait}, its name, and {@code value}; without one, or with an empty
   *     one, the trait has none from then on
   * @throws BadActivity if rules may not look at it: what is not configured may be personal
   */
  Map<String, Object> changed(JsonNode properties) {
    String name = properties.path(NAME).asString("");
    if (!isSeen(name)) {
      throw new BadActivity(
          "properties.trait must be one that rules may look at, named in the setting"
              + " trailmark.traits: now "
              + String.join(", ", traits == null ? List.of() : traits));
    }
    JsonNode value = properties.path(VALUE);
    String text = value.isMissingNode() || value.isNull() ? "" : value.asString("");
    String right = text.isEmpty() && !value.isContainer() ? null : rightFor(name, value);
    if (right != null) {
      throw new BadActivity("properties.value must be " + right + ", for the trait " + name);
    }
    return Map.of(NAME, name, VALUE, text);
  }

  /** What a value should be, null if it is. */
  private static @Nullable String rightFor(String name, JsonNode value) {
    if (value.isContainer() || value.asString().length() > LONGEST) {
      return "one text of at most " + LONGEST + " characters, a number or a boolean";
    }
    return name.equals(ZONE) && !isZone(value.asString())
        ? "a time zone, for example Europe/London"
        : null;
  }

  private static boolean isZone(String text) {
    try {
      ZoneId.of(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
