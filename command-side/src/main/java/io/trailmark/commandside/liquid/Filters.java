package io.trailmark.commandside.liquid;

import static java.util.Map.entry;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The filters of Liquid, but for those of themes and of encodings that no message needs. */
final class Filters {
  static final String DEFAULT = "default";

  private static final MathContext PRECISE = MathContext.DECIMAL64;
  private static final Pattern TAG = Pattern.compile("<[^>]*>");
  private static final int MOST_DIGITS = 20;

  /**
   * A filter and how many arguments it takes.
   *
   * @param named arguments that are told by their names
   */
  record Known(int least, int most, List<String> named, Filter filter) {}

  private static final Map<String, Known> ALL =
      Map.ofEntries(
          one(DEFAULT, alike((in, a) -> Values.isBlank(in) ? a.get(0) : in)),
          // Texts.
          text("append", 1, (in, a) -> in + a.text(0)),
          text("prepend", 1, (in, a) -> a.text(0) + in),
          text("capitalize", 0, (in, a) -> capitalized(in)),
          text("downcase", 0, (in, a) -> in.toLowerCase(a.rendering().settings().locale())),
          text("upcase", 0, (in, a) -> in.toUpperCase(a.rendering().settings().locale())),
          text("strip", 0, (in, a) -> in.strip()),
          text("lstrip", 0, (in, a) -> in.stripLeading()),
          text("rstrip", 0, (in, a) -> in.stripTrailing()),
          text("strip_newlines", 0, (in, a) -> in.replaceAll("\\R", "")),
          text("strip_html", 0, (in, a) -> TAG.matcher(in).replaceAll("")),
          text("squish", 0, (in, a) -> in.strip().replaceAll("\\s+", " ")),
          text("remove", 1, (in, a) -> replaced(in, a.text(0), "", a)),
          text("remove_first", 1, (in, a) -> replacedFirst(in, a.text(0), "")),
          text("replace", 2, (in, a) -> replaced(in, a.text(0), a.text(1), a)),
          text("replace_first", 2, (in, a) -> replacedFirst(in, a.text(0), a.text(1))),
          text("url_encode", 0, (in, a) -> URLEncoder.encode(in, StandardCharsets.UTF_8)),
          filter("truncate", 0, 2, Filters::truncated),
          filter("truncatewords", 0, 2, Filters::truncatedWords),
          filter("split", 1, 1, each((in, a) -> split(Values.text(in), a.text(0)))),
          filter("date", 1, 1, Dates::format),
          // Numbers.
          number("plus", BigDecimal::add),
          number("minus", BigDecimal::subtract),
          number("times", BigDecimal::multiply),
          number("at_least", BigDecimal::max),
          number("at_most", BigDecimal::min),
          filter("divided_by", 1, 1, (in, a) -> divided(number(in, a), divisor(a))),
          filter("modulo", 1, 1, (in, a) -> modulo(number(in, a), divisor(a))),
          filter("abs", 0, 0, (in, a) -> number(in, a).abs()),
          filter("ceil", 0, 0, (in, a) -> number(in, a).setScale(0, RoundingMode.CEILING)),
          filter("floor", 0, 0, (in, a) -> number(in, a).setScale(0, RoundingMode.FLOOR)),
          filter("round", 0, 1, (in, a) -> rounded(number(in, a), a.whole(0, 0))),
          // Lists.
          filter("size", 0, 0, (in, a) -> size(in)),
          filter("join", 0, 1, (in, a) -> Values.joined(list(in), a.text(0, " "))),
          filter(
              "first", 0, 0, element((in, a) -> list(in).isEmpty() ? null : list(in).getFirst())),
          filter("last", 0, 0, element((in, a) -> list(in).isEmpty() ? null : list(in).getLast())),
          filter("reverse", 0, 0, alike((in, a) -> list(in).reversed())),
          filter("compact", 0, 0, alike((in, a) -> kept(in, Objects::nonNull))),
          filter("uniq", 0, 0, alike((in, a) -> List.copyOf(new LinkedHashSet<>(list(in))))),
          filter("concat", 1, 1, alike(Filters::concat)),
          filter("slice", 1, 2, alike(Filters::slice)),
          filter("sort", 0, 1, alike((in, a) -> sorted(in, a, Values::order))),
          filter("sort_natural", 0, 1, alike((in, a) -> sorted(in, a, Filters::natural))),
          filter("where", 1, 2, alike(Filters::where)),
          filter("map", 1, 1, each((in, a) -> mapped(in, a.text(0)))));

  private Filters() {}

  /** Null if there is none of that name. */
  static @Nullable Known named(String name) {
    return ALL.get(name);
  }

  static Collection<String> names() {
    return ALL.keySet();
  }

  private interface OnText {
    String apply(String input, Filter.Arguments arguments);
  }

  private static Map.Entry<String, Known> filter(String name, int least, int most, Filter filter) {
    return entry(name, new Known(least, most, List.of(), filter));
  }

  /** With the one named argument of Liquid, which says what it does anyway. */
  private static Map.Entry<String, Known> one(String name, Filter filter) {
    return entry(name, new Known(1, 1, List.of("allow_false"), filter));
  }

  private static Map.Entry<String, Known> text(String name, int arguments, OnText filter) {
    return filter(
        name, arguments, arguments, (in, a) -> bounded(filter.apply(Values.text(in), a), a));
  }

  private static Map.Entry<String, Known> number(
      String name, BinaryOperator<BigDecimal> operation) {
    return filter(
        name, 1, 1, (in, a) -> precise(operation.apply(number(in, a), number(a.get(0), a))));
  }

  /** A filter of one own, from text to text. */
  static Known own(String name) {
    return new Known(
        0,
        0,
        List.of(),
        (in, a) -> {
          UnaryOperator<String> filter = a.rendering().settings().filters().get(name);
          if (filter == null) {
            throw a.problem("`" + name + "` is not at hand here");
          }
          return filter.apply(Values.text(in));
        });
  }

  /** Made of what comes in, it looks the same. */
  private static Filter alike(Filter filter) {
    return shaped(filter, shape -> shape);
  }

  private static Filter each(Filter filter) {
    return shaped(filter, shape -> Shape.each(Shape.ANY));
  }

  private static Filter element(Filter filter) {
    return shaped(filter, shape -> shape instanceof Shape.Each each ? each.of() : Shape.ANY);
  }

  private static Filter shaped(Filter filter, Function<Shape, Shape> shape) {
    return new Filter() {
      @Override
      public @Nullable Object apply(@Nullable Object input, Arguments arguments) {
        return filter.apply(input, arguments);
      }

      @Override
      public Shape shape(Shape input) {
        return shape.apply(input);
      }
    };
  }

  private static String bounded(String text, Filter.Arguments a) {
    if (text.length() > Values.LONGEST) {
      throw tooLong(a);
    }
    return text;
  }

  private static LiquidProblem tooLong(Filter.Arguments a) {
    return a.problem("this makes more than " + Values.LONGEST + " characters or things");
  }

  private static BigDecimal number(@Nullable Object value, Filter.Arguments a) {
    BigDecimal number = Values.number(value);
    if (number == null) {
      throw a.problem("a number is expected");
    }
    return number;
  }

  private static BigDecimal precise(BigDecimal number) {
    BigDecimal rounded = number.round(MathContext.DECIMAL128);
    return Math.abs((long) rounded.scale()) > 40 ? BigDecimal.ZERO : rounded;
  }

  private static BigDecimal divisor(Filter.Arguments a) {
    BigDecimal divisor = number(a.get(0), a);
    if (divisor.signum() == 0) {
      throw a.problem("nothing can be divided by 0");
    }
    return divisor;
  }

  /** Whole numbers are divided into whole ones, as everywhere in Liquid. */
  private static BigDecimal divided(BigDecimal number, BigDecimal by) {
    if (isWhole(number) && isWhole(by)) {
      return number.divide(by, 0, RoundingMode.FLOOR);
    }
    return plain(number.divide(by, PRECISE));
  }

  private static BigDecimal modulo(BigDecimal number, BigDecimal by) {
    BigDecimal remainder = number.remainder(by);
    return remainder.signum() != 0 && remainder.signum() != by.signum()
        ? remainder.add(by)
        : remainder;
  }

  private static boolean isWhole(BigDecimal number) {
    return number.scale() <= 0;
  }

  private static BigDecimal plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static BigDecimal rounded(BigDecimal number, int digits) {
    return number.setScale(Math.clamp(digits, 0, MOST_DIGITS), RoundingMode.HALF_UP);
  }

  private static String capitalized(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return text.substring(0, first).toUpperCase(Locale.ROOT)
        + text.substring(first).toLowerCase(Locale.ROOT);
  }

  private static String replaced(String text, String part, String by, Filter.Arguments a) {
    long times = part.isEmpty() ? text.length() + 1L : text.split(Pattern.quote(part), -1).length;
    if (text.length() + times * by.length() > Values.LONGEST) {
      throw tooLong(a);
    }
    return text.replace(part, by);
  }

  private static String replacedFirst(String text, String part, String by) {
    int at = text.indexOf(part);
    return at < 0 ? text : text.substring(0, at) + by + text.substring(at + part.length());
  }

  private static String truncated(@Nullable Object in, Filter.Arguments a) {
    String text = Values.text(in);
    String end = a.text(1, "...");
    int most = a.whole(0, 50);
    if (text.codePointCount(0, text.length()) <= most) {
      return text;
    }
    int kept = Math.max(0, most - end.codePointCount(0, end.length()));
    return bounded(text.substring(0, text.offsetByCodePoints(0, kept)) + end, a);
  }

  private static String truncatedWords(@Nullable Object in, Filter.Arguments a) {
    String text = Values.text(in);
    String[] words = text.strip().split("\\s+");
    int most = Math.max(1, a.whole(0, 15));
    return words.length <= most
        ? text
        : bounded(String.join(" ", List.of(words).subList(0, most)) + a.text(1, "..."), a);
  }

  private static List<Object> split(String text, String by) {
    List<Object> parts = new ArrayList<>();
    if (!text.isEmpty()) {
      Collections.addAll(parts, (Object[]) text.split(Pattern.quote(by)));
    }
    return parts;
  }

  private static BigDecimal size(@Nullable Object in) {
    return BigDecimal.valueOf(
        switch (in) {
          case Collection<?> list -> list.size();
          case Map<?, ?> map -> map.size();
          case null -> 0;
          default -> Values.text(in).length();
        });
  }

  private static List<Object> list(@Nullable Object in) {
    return switch (in) {
      case Collection<?> list -> new ArrayList<>(list);
      case null -> new ArrayList<>();
      default -> new ArrayList<>(List.of(in));
    };
  }

  private static List<Object> kept(
      @Nullable Object in, java.util.function.Predicate<Object> which) {
    return list(in).stream().filter(which).collect(Collectors.toList());
  }

  private static List<Object> concat(@Nullable Object in, Filter.Arguments a) {
    List<Object> all = list(in);
    all.addAll(list(a.get(0)));
    if (all.size() > Values.LONGEST) {
      throw tooLong(a);
    }
    return all;
  }

  private static Object slice(@Nullable Object in, Filter.Arguments a) {
    boolean ofList = in instanceof Collection<?>;
    List<Object> list = ofList ? list(in) : List.of();
    String text = ofList ? "" : Values.text(in);
    int size = ofList ? list.size() : text.length();
    int from = a.whole(0, 0) < 0 ? size + a.whole(0, 0) : a.whole(0, 0);
    if (from < 0 || from > size) {
      return ofList ? List.of() : "";
    }
    int to = Math.min(size, from + Math.max(0, a.whole(1, 1)));
    return ofList ? list.subList(from, to) : text.substring(from, to);
  }

  private static int natural(@Nullable Object left, @Nullable Object right) {
    return String.CASE_INSENSITIVE_ORDER.compare(Values.text(left), Values.text(right));
  }

  private interface Order {
    @Nullable Integer of(@Nullable Object left, @Nullable Object right);
  }

  /** What has no order stays where it is, at the end. */
  private static List<Object> sorted(@Nullable Object in, Filter.Arguments a, Order order) {
    List<Object> list = list(in);
    Comparator<Object> comparator =
        (left, right) -> {
          Object l = a.has(0) ? field(left, a.text(0)) : left;
          Object r = a.has(0) ? field(right, a.text(0)) : right;
          Integer known = order.of(l, r);
          return known != null ? known : Boolean.compare(l == null, r == null);
        };
    try {
      list.sort(comparator);
    } catch (IllegalArgumentException e) {
      throw a.problem("these cannot be put in order");
    }
    return list;
  }

  private static List<Object> where(@Nullable Object in, Filter.Arguments a) {
    return kept(
        in,
        one -> {
          Object value = field(one, a.text(0));
          return a.has(1) ? Values.compare(value, "==", a.get(1)) : Values.holds(value);
        });
  }

  private static List<Object> mapped(@Nullable Object in, String name) {
    return list(in).stream()
        .map(one -> field(one, name))
        .filter(Objects::nonNull)
        .collect(Collectors.toList());
  }

  private static @Nullable Object field(@Nullable Object of, String name) {
    return of instanceof Map<?, ?> map ? map.get(name) : null;
  }
}
