package io.trailmark.commandside.liquid;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of an expression, one after the other. */
final class Words {
  private static final Pattern WORD =
      Pattern.compile(
          "(?<name>[A-Za-z_][\\w-]*\\??)|(?<number>-?\\d+(?:\\.\\d+)?)"
              + "|\"(?<double>[^\"]*)\"|'(?<single>[^']*)'"
              + "|(?<sign>\\.\\.|==|!=|<>|<=|>=|[.\\[\\]()|:,<>=])");

  private final Source source;
  private final List<Word> words = new ArrayList<>();
  private int next;

  enum Sort {
    NAME,
    NUMBER,
    STRING,
    SIGN,
    END
  }

  /**
   * One of them.
   *
   * @param text of a string what is between its quotes
   * @param at where it begins in the whole text
   */
  record Word(Sort sort, String text, int at) {
    boolean is(String sign) {
      return sort == Sort.SIGN && text.equals(sign);
    }

    boolean isName(String name) {
      return sort == Sort.NAME && text.equals(name);
    }

    String quoted() {
      return sort == Sort.END ? "the end" : "`" + text + "`";
    }
  }

  Words(Source source, String inside, int at) {
    this.source = source;
    Matcher word = WORD.matcher(inside);
    int from = 0;
    while (true) {
      while (from < inside.length() && Character.isWhitespace(inside.charAt(from))) {
        from++;
      }
      if (from == inside.length()) {
        words.add(new Word(Sort.END, "", at + from));
        return;
      }
      if (!word.find(from) || word.start() != from) {
        throw source.problem(
            at + from, "`" + inside.charAt(from) + "` means nothing in an expression");
      }
      words.add(word(word, at));
      from = word.end();
    }
  }

  private static Word word(Matcher m, int at) {
    for (String group : List.of("name", "number", "double", "single", "sign")) {
      String text = m.group(group);
      if (text != null) {
        return new Word(sort(group), text, at + m.start());
      }
    }
    throw new IllegalStateException();
  }

  private static Sort sort(String group) {
    return switch (group) {
      case "name" -> Sort.NAME;
      case "number" -> Sort.NUMBER;
      case "sign" -> Sort.SIGN;
      default -> Sort.STRING;
    };
  }

  Word peek() {
    return words.get(next);
  }

  Word take() {
    Word word = words.get(next);
    if (word.sort() != Sort.END) {
      next++;
    }
    return word;
  }

  boolean takeIf(String sign) {
    if (peek().is(sign)) {
      next++;
      return true;
    }
    return false;
  }

  boolean takeName(String name) {
    if (peek().isName(name)) {
      next++;
      return true;
    }
    return false;
  }

  void expect(String sign) {
    if (!takeIf(sign)) {
      throw problem("`" + sign + "` is expected, not " + peek().quoted());
    }
  }

  String name(String what) {
    if (peek().sort() != Sort.NAME) {
      throw problem(what + " is expected, not " + peek().quoted());
    }
    return take().text();
  }

  boolean atEnd() {
    return peek().sort() == Sort.END;
  }

  void end() {
    if (!atEnd()) {
      throw problem("nothing more is expected here, but there is " + peek().quoted());
    }
  }

  Spot spot(Word word) {
    return source.spot(word.at());
  }

  LiquidProblem problem(String problem) {
    return spot(peek()).problem(problem);
  }
}
