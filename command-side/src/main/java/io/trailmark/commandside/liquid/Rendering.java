package io.trailmark.commandside.liquid;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One passage through a template: what is written so far, what variables hold, what is left. */
final class Rendering {
  /** Far more than any message; a template that needs it does not end. */
  private static final int MOST_WORK = 4_000_000;

  private static final int LONGEST = 500_000;

  private final Deque<Map<String, Object>> scopes = new ArrayDeque<>();
  private final Map<String, Integer> cycles = new HashMap<>();
  private final Settings settings;
  private StringBuilder out = new StringBuilder();
  private int work;

  Rendering(Map<String, Object> values, Settings settings) {
    scopes.push(values);
    scopes.push(new HashMap<>());
    this.settings = settings;
  }

  Settings settings() {
    return settings;
  }

  String written() {
    return out.toString();
  }

  @Nullable Object get(String name) {
    for (Map<String, Object> scope : scopes) {
      Object value = scope.get(name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /** Variables of a template are its own, wherever they are assigned. */
  void assign(String name, @Nullable Object value) {
    Map<String, Object> own = own();
    if (value == null) {
      own.remove(name);
    } else {
      own.put(name, value);
    }
  }

  private Map<String, Object> own() {
    Map<String, Object> own = null;
    Map<String, Object> last = null;
    for (Map<String, Object> scope : scopes) {
      own = last;
      last = scope;
    }
    return own == null ? new HashMap<>() : own;
  }

  Map<String, Object> open() {
    Map<String, Object> scope = new HashMap<>();
    scopes.push(scope);
    return scope;
  }

  void close() {
    scopes.pop();
  }

  /** How often the same was asked before. */
  int before(String of) {
    return cycles.merge(of, 1, Integer::sum) - 1;
  }

  void write(String text, Spot spot) {
    spend(text.length(), spot);
    if (out.length() + text.length() > LONGEST) {
      throw spot.problem("what comes out is longer than " + LONGEST + " characters");
    }
    out.append(text);
  }

  /** What is written meanwhile, apart. */
  String captured(Runnable writing) {
    StringBuilder before = out;
    out = new StringBuilder();
    try {
      writing.run();
      return out.toString();
    } finally {
      out = before;
    }
  }

  void put(Object value, Spot spot) {
    UnaryOperator<String> escape = settings.escape();
    write(
        value instanceof Escaped escaped ? escaped.text() : escape.apply(Values.text(value)), spot);
  }

  void spend(int more, Spot spot) {
    work += 1 + more;
    if (work > MOST_WORK) {
      throw spot.problem(
          "the template takes too long: loops go through fewer things, and values are shorter");
    }
  }
}
