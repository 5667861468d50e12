package io.trailmark.segmentation.playbook;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Draws texts of playbooks that are right, each way of saying something now and then. */
record RandomPlaybooks(Random random) {
  private static final List<String> KINDS =
      List.of("order_placed", "product_viewed", "message_opened", "logged_in", "'true'", "null");
  private static final List<String> VALUES =
      List.of(
          "shoes",
          "5",
          "05.0",
          "\"5\"",
          "'no'",
          "true",
          "null",
          "~",
          "\"a: \\\"b\\\" \\\\ é 😀 \\u2028\"");

  private String one(String... of) {
    return of[random.nextInt(of.length)];
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private int upTo(int most) {
    return 1 + random.nextInt(most);
  }

  private String maybe(String text) {
    return random.nextBoolean() ? text : "";
  }

  /** A plain text, in quotes or not. */
  private String written(String plain) {
    return one(plain, plain, '"' + plain + '"', "'" + plain + "'");
  }

  private String duration() {
    return written(upTo(90) + one("d", "h", "m", "s"));
  }

  private String days() {
    return written(upTo(90) + "d");
  }

  // Playbooks -------------------------------------------------------------------------------------

  /** Several documents now and then, and one that is shipped among them. */
  String text() {
    boolean second = random.nextInt(4) == 0;
    StringBuilder text = new StringBuilder(document("mine", "a"));
    text.append(maybe("  - include: " + one("starter", "saas", "benefits") + "\n"));
    if (second) {
      text.append("  - { include: theirs }\n");
    }
    text.append(sequences());
    if (second) {
      text.append("---\n# The other one.\n").append(document("theirs", "b"));
    }
    return text.toString();
  }

  private String document(String name, String prefix) {
    StringBuilder text = new StringBuilder("playbook: " + name + "\nzone: Europe/London\n");
    text.append("currency: ").append(written("GBP")).append("\ncountry: GB\n");
    text.append("predictions: ").append(one("true", "\"true\"")).append('\n');
    text.append("segments:\n");
    int segments = upTo(3);
    for (int i = 0; i <= segments; i++) {
      text.append("  - id: ").append(prefix).append(i).append('\n');
      text.append(maybe("    name: " + one(VALUES) + "\n"));
      // Named ones come later, so that there is no circle.
      text.append("    when: ").append(i < segments ? rule(2, prefix + segments) : count());
      text.append('\n').append(maybe("    send: [" + one(VALUES) + ", thanks]\n"));
      text.append(maybe("    avoid: [" + one(VALUES) + "]\n"));
    }
    return text.toString();
  }

  private String sequences() {
    return maybe(
            "guards: { max-messages: { email: "
                + one("2 per 7d", "[1 per 1d, 3 per 7d]")
                + " }, over-cap: "
                + one("skip", "postpone")
                + ", quiet-hours: \"21:00-08:00\" }\n")
        + "sequences:\n  hello:\n    "
        + one(
            "for: a0",
            "on: order_placed",
            "on: \"true\"",
            "for: a0\n    on-leaving: " + one("exit", "go-on"),
            "on: { leaving: a0 }",
            "on: { activity: order_placed, key: orderId }",
            "on: { occasion: " + occasion() + ", before: 7d, at: \"09:00\" }")
        + "\n"
        + maybe("    goal: " + one("order_placed", "[order_placed, signed_up]") + "\n")
        + maybe("    exit: " + count() + "\n")
        + maybe("    late: " + duration() + "\n")
        + maybe("    re-enter: " + one("never", "always", "{ after: " + duration() + " }") + "\n")
        + "    steps:\n      - send: hello\n        channel: "
        + one("email", "sms", "push")
        + "\n      - { wait: "
        + one(
            duration(),
            "{ until: \"09:00\" }",
            "{ until: [tue, thu], at: \"09:30\" }",
            "{ until: sat }",
            "{ until: " + occasion() + ", before: 3d }")
        + " }\n"
        + maybe("      - { branch: { when: " + count() + ", then: [{ tag: here }], else: [] } }\n")
        + maybe(
            "      - split: { name: test, shares: { one: { share: 50%, steps: [{ go-to: end }] },"
                + " rest: { share: 50% } } }\n")
        + maybe("      - { webhook: crm }\n")
        + maybe("      - { suppress: no-response }\n")
        + "      - { id: end, send: "
        + one("again", "'true'", "null")
        + maybe(", survey: true")
        + " }\n";
  }

  // Rules -----------------------------------------------------------------------------------------

  private String rule(int depth, String other) {
    return switch (random.nextInt(depth == 0 ? 12 : 15)) {
      case 0 -> "{ segment: " + other + " }";
      case 1 -> "{ none: " + activities() + ", after-last: " + activities() + " }";
      case 2 -> paired();
      case 3 ->
          "{ trend: "
              + activities()
              + maybe(", where: " + where())
              + ", over: "
              + duration()
              + ", "
              + one("falls-by: " + upTo(100), "rises-by: " + upTo(300))
              + "%"
              + maybe(", or-never: " + one("true", "'false'"))
              + " }";
      case 4 -> top();
      case 5 -> "{ trait: plan" + maybe(", " + traitTest()) + " }";
      case 6 -> "{ benefit: " + one(VALUES) + " }";
      case 7, 8, 9, 10, 11 -> measured();
      case 12 -> "{ all: [" + rule(depth - 1, other) + ", " + rule(depth - 1, other) + "] }";
      case 13 -> "{ any: [" + rule(depth - 1, other) + "] }";
      default -> "{ not: " + rule(depth - 1, other) + " }";
    };
  }

  private String count() {
    return "{ count: " + selection() + window() + ", " + compared(String.valueOf(upTo(5))) + " }";
  }

  private String measured() {
    String and = maybe(", where: " + where());
    String counted = compared(String.valueOf(upTo(5)));
    String took = compared(duration());
    return switch (random.nextInt(11)) {
      case 0, 1 -> count();
      case 2 ->
          "{ distinct: "
              + activities()
              + and
              + ", of: "
              + one("category", "items.sku")
              + window()
              + ", "
              + counted
              + " }";
      case 3 ->
          "{ "
              + one("total", "average", "minimum", "maximum")
              + ": "
              + activities()
              + and
              + maybe(", of: price")
              + window()
              + ", "
              + counted
              + " }";
      case 4 ->
          "{ share: "
              + selection()
              + ", among: "
              + selection()
              + window()
              + ", "
              + compared(upTo(100) + "%")
              + " }";
      case 5 ->
          "{ rate: "
              + selection()
              + ", per: "
              + duration()
              + ", "
              + one("within: " + duration(), "aged: [1d, 9d]")
              + ", "
              + counted
              + " }";
      case 6 -> "{ net: order_placed" + and + window() + ", " + counted + " }";
      case 7 -> "{ " + one("since-last", "since-first") + ": " + selection() + ", " + took + " }";
      case 8 ->
          "{ time-from: "
              + activities()
              + ", to: "
              + one("trial_started", "{ of: [trial_started, signed_up], where: " + where() + " }")
              + maybe(", pick: " + one("first", "last", "average"))
              + ", "
              + took
              + " }";
      case 9 ->
          one(
              "{ predicted: churn-risk, " + compared(upTo(100) + "%") + " }",
              "{ predicted: expected-value, in-next: " + days() + ", " + counted + " }");
      default -> "{ until: " + occasion() + ", " + compared(days()) + " }";
    };
  }

  private String top() {
    String of =
        one(
            "{ net: order_placed }",
            "{ count: [order_placed, signed_up], where: " + where() + " }",
            "{ distinct: product_viewed, of: category }",
            "{ average: order_placed, of: price }");
    return "{ top: "
        + one("10%", "'10%', keep: 12.5%", "[5%, \"20%\"]", "0.1%")
        + ", of: "
        + of
        + " }";
  }

  private String compared(String value) {
    return one(
        "is: " + value,
        "at-least: " + value,
        "at-most: " + value,
        "less-than: " + value,
        "at-least: " + value + ", at-most: " + value,
        "between: [" + value + ", " + value + "]");
  }

  // Which -----------------------------------------------------------------------------------------

  private String kinds() {
    return one(one(KINDS), "[" + one(KINDS) + ", signed_up]", "any");
  }

  private String activities() {
    return one(kinds(), kinds(), "{ of: " + kinds() + maybe(", where: " + where()) + " }");
  }

  private String selection() {
    return random.nextInt(4) == 0 ? paired() : activities();
  }

  private String paired() {
    return "{ first: "
        + activities()
        + ", "
        + one("then", "without")
        + ": "
        + activities()
        + ", within: "
        + duration()
        + " }";
  }

  private String where() {
    List<String> conditions = new ArrayList<>();
    conditions.add(
        one(
            "category: " + test(),
            "amount: { " + compared(one("50", "49.90", "0")) + " }",
            "items: { category: " + test() + ", price: { more-than: 9.5 } }",
            "time-of-day: \"22:00-06:00\"",
            "weekday: " + one("mon", "[sat, 'sun']")));
    conditions.add("sku: " + test());
    return "{ "
        + String.join(", ", random.nextBoolean() ? conditions : conditions.subList(0, 1))
        + " }";
  }

  private String test() {
    return one(
        one(VALUES),
        "[" + one(VALUES) + ", " + one(VALUES) + "]",
        "{ " + compared(one("-3", "2.5", "7")) + " }",
        "{ in: [" + one(VALUES) + "] }",
        "{ not-in: " + one(VALUES) + " }",
        "{ contains: sho }",
        "{ exists: " + one("true", "false", "'true'") + " }");
  }

  private String traitTest() {
    return one(
        "is: " + one(VALUES),
        "in: [gold, silver]",
        "not-in: gold",
        "contains: ol",
        "exists: false");
  }

  private String window() {
    return switch (random.nextInt(6)) {
      case 0, 1 -> "";
      case 2 -> ", within: " + duration();
      case 3 -> ", aged: [30d, 60d]";
      case 4 -> ", before-last: " + occasion();
      default -> ", before-last: mothers-day, country: US, within: " + days();
    };
  }

  private String occasion() {
    return one(
        "christmas",
        "easter",
        "\"02-14\"",
        "02-29",
        "{ declared: birthday }",
        "{ anniversary: order_placed" + maybe(", where: " + where()) + " }");
  }
}
