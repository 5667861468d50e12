package io.trailmark.commandside.contact;

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
record Traits(@Nullable List<String> traits) {
  private static final String ZONE = "zone";
  private static final int LONGEST = 100;
  private static final JsonMapper JSON = new JsonMapper();

  Traits {
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
  Map<String, String> seen(String json) {
    JsonNode all = JSON.readTree(json);
    Map<String, String> seen = new TreeMap<>();
    for (String name : traits == null ? List.<String>of() : traits) {
      JsonNode value = all.path(name);
      if (value.isMissingNode() || value.isNull()) {
        continue;
      }
      if (value.isContainer() || value.asString().length() > LONGEST) {
        throw bad(name, "one text of at most " + LONGEST + " characters, a number or a boolean");
      }
      if (name.equals(ZONE) && !isZone(value.asString())) {
        throw bad(name, "a time zone, for example Europe/London");
      }
      seen.put(name, value.asString());
    }
    return seen;
  }

  /** The same of what was stored when other traits were configured: nothing where it cannot be. */
  Map<String, String> known(String json) {
    try {
      return seen(json);
    } catch (ResponseStatusException e) {
      return Map.of();
    }
  }

  /** Names of all traits of a person, null ones included. */
  Set<String> named(String json) {
    return Set.copyOf(JSON.readTree(json).propertyNames());
  }

  boolean isSeen(String name) {
    return traits != null && traits.contains(name);
  }

  private static boolean isZone(String text) {
    try {
      ZoneId.of(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static ResponseStatusException bad(String name, String right) {
    return new ResponseStatusException(
        HttpStatus.BAD_REQUEST, "traits." + name + " must be " + right);
  }
}
