package io.trailmark.commandside.liquid;

import java.util.Map;

/** What a variable holds, so that a template can be checked before it meets any values. */
public sealed interface Shape {
  /** One text, number or day. */
  Shape PLAIN = new Plain();

  /** Anything: what is below it is not known before. */
  Shape ANY = new Any();

  record Plain() implements Shape {}

  record Any() implements Shape {}

  /** Values by name. */
  record Fields(Map<String, Shape> fields) implements Shape {}

  /** A list of alike values. */
  record Each(Shape of) implements Shape {}

  static Shape each(Shape of) {
    return new Each(of);
  }
}
