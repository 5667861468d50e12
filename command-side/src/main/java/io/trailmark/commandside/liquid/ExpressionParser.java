package io.trailmark.commandside.liquid;

import io.trailmark.commandside.liquid.Expression.Compared;
import io.trailmark.commandside.liquid.Expression.Filtered;
import io.trailmark.commandside.liquid.Expression.Joined;
import io.trailmark.commandside.liquid.Expression.Literal;
import io.trailmark.commandside.liquid.Expression.Path;
import io.trailmark.commandside.liquid.Expression.Range;
import io.trailmark.commandside.liquid.Words.Sort;
import io.trailmark.commandside.liquid.Words.Word;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads values, filters and conditions from words. */
final class ExpressionParser {
  private static final Set<String> SIGNS = Set.of("==", "!=", "<>", "<", ">", "<=", ">=");

  /** An expression that is nested deeper was not written by anybody. */
  private static final int DEEPEST = 50;

  private final Words words;
  private final Set<String> own;
  private int depth;

  /**
   * @param own names of further filters
   */
  ExpressionParser(Words words, Set<String> own) {
    this.words = words;
    this.own = own;
  }

  /** {@code value | filter: argument | …}, up to the end. */
  Expression filtered() {
    Word first = words.peek();
    Expression value = value();
    List<Filtered.Call> calls = new ArrayList<>();
    while (words.takeIf("|")) {
      calls.add(call());
    }
    words.end();
    return calls.isEmpty() ? value : new Filtered(value, excused(calls), words.spot(first));
  }

  /** What comes before a {@code default} may be missing. */
  private static List<Filtered.Call> excused(List<Filtered.Call> calls) {
    List<Filtered.Call> told = new ArrayList<>();
    boolean excused = false;
    for (Filtered.Call call : calls.reversed()) {
      told.addFirst(
          new Filtered.Call(
              call.name(), call.filter(), call.arguments(), call.named(), excused, call.spot()));
      excused |= call.isDefault();
    }
    return told;
  }

  private Filtered.Call call() {
    Word at = words.peek();
    String name = words.name("the name of a filter");
    Filters.Known known = own.contains(name) ? Filters.own(name) : Filters.named(name);
    if (known == null) {
      Set<String> all = new TreeSet<>(Filters.names());
      all.addAll(own);
      throw Check.unknown(
          words.spot(at), name, "`" + name + "` is not the name of a filter", all, null);
    }
    List<Expression> arguments = new ArrayList<>();
    Map<String, Expression> named = new HashMap<>();
    if (words.takeIf(":")) {
      do {
        argument(known, name, arguments, named);
      } while (words.takeIf(","));
    }
    if (arguments.size() < known.least() || arguments.size() > known.most()) {
      throw words.spot(at).problem(takes(name, known));
    }
    return new Filtered.Call(name, known.filter(), arguments, named, false, words.spot(at));
  }

  private static String takes(String name, Filters.Known known) {
    String number =
        known.least() == known.most()
            ? String.valueOf(known.most())
            : known.least() + " to " + known.most();
    return "`"
        + name
        + "` takes "
        + (known.most() == 0 ? "no" : number)
        + (known.most() == 1 ? " value" : " values")
        + " after it";
  }

  private void argument(
      Filters.Known known,
      String filter,
      List<Expression> arguments,
      Map<String, Expression> named) {
    Word word = words.peek();
    Expression value = value();
    if (!words.takeIf(":")) {
      arguments.add(value);
      return;
    }
    if (!known.named().contains(word.text())) {
      throw words
          .spot(word)
          .problem("`" + filter + "` takes nothing of the name `" + word.text() + "`");
    }
    named.put(word.text(), value());
  }

  /** {@code a == b and c contains d}, up to the end; read from the right, as Liquid does. */
  Expression condition() {
    Expression condition = joined();
    words.end();
    return condition;
  }

  private Expression joined() {
    deeper();
    Expression left = compared();
    boolean and = words.peek().isName("and");
    if (!and && !words.peek().isName("or")) {
      return left;
    }
    words.take();
    Expression right = joined();
    return new Joined(left, and, right);
  }

  private Expression compared() {
    Expression left = value();
    Word sign = words.peek();
    if (sign.sort() == Sort.SIGN && SIGNS.contains(sign.text()) || sign.isName("contains")) {
      words.take();
      return new Compared(left, sign.text(), value());
    }
    if (sign.is("=")) {
      throw words.problem("`==` compares, `=` does not");
    }
    return left;
  }

  Expression value() {
    Word word = words.take();
    return switch (word.sort()) {
      case STRING -> new Literal(word.text(), words.spot(word));
      case NUMBER -> new Literal(new BigDecimal(word.text()), words.spot(word));
      case NAME -> named(word);
      case SIGN -> {
        if (word.is("(")) {
          yield range(word);
        }
        throw words.spot(word).problem("a value is expected, not " + word.quoted());
      }
      case END -> throw words.spot(word).problem("a value is expected");
    };
  }

  private Expression range(Word open) {
    deeper();
    Expression from = value();
    words.expect("..");
    Expression to = value();
    words.expect(")");
    return new Range(from, to, words.spot(open));
  }

  private Expression named(Word word) {
    @Nullable Object literal =
        switch (word.text()) {
          case "true" -> Boolean.TRUE;
          case "false" -> Boolean.FALSE;
          case "empty" -> Values.Special.EMPTY;
          case "blank" -> Values.Special.BLANK;
          default -> null;
        };
    if (literal != null || word.text().equals("nil") || word.text().equals("null")) {
      return new Literal(literal, words.spot(word));
    }
    List<Path.Step> steps = new ArrayList<>();
    steps.add(new Path.Step(word.text(), null, words.spot(word)));
    while (true) {
      if (words.takeIf(".")) {
        Word at = words.peek();
        steps.add(new Path.Step(words.name("a name"), null, words.spot(at)));
      } else if (words.takeIf("[")) {
        deeper();
        Word at = words.peek();
        steps.add(step(value(), at));
        words.expect("]");
      } else {
        return new Path(List.copyOf(steps), words.spot(word));
      }
    }
  }

  private Path.Step step(Expression index, Word at) {
    return index instanceof Literal literal && literal.value() instanceof String name
        ? new Path.Step(name, null, words.spot(at))
        : new Path.Step(null, index, words.spot(at));
  }

  private void deeper() {
    if (++depth > DEEPEST) {
      throw words.problem("this is too long to be understood: assign parts of it to variables");
    }
  }
}
