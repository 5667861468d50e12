package io.trailmark.commandside.liquid;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has a value; null is none. */
interface Expression {

  @Nullable Object value(Rendering rendering);

  /** What it will hold, or a problem if it asks for what is not known. */
  Shape shape(Check check);

  /** The same value where there must be one. */
  default Object needed(Rendering rendering) {
    Object value = value(rendering);
    if (value == null) {
      throw missing();
    }
    return value;
  }

  /** There is no value, although one is needed. */
  LiquidProblem missing();

  /**
   * What is written as it is.
   *
   * @param value null: {@code nil}
   */
  record Literal(@Nullable Object value, Spot spot) implements Expression {

    @Override
    public @Nullable Object value(Rendering rendering) {
      return value;
    }

    @Override
    public Shape shape(Check check) {
      return Shape.PLAIN;
    }

    @Override
    public LiquidProblem missing() {
      return spot.problem("this has no value");
    }
  }

  /** {@code (1..5)}. */
  record Range(Expression from, Expression to, Spot spot) implements Expression {
    private static final int LONGEST = 10_000;

    @Override
    public Object value(Rendering rendering) {
      BigDecimal first = Values.number(from.needed(rendering));
      BigDecimal last = Values.number(to.needed(rendering));
      if (first == null || last == null) {
        throw spot.problem("a range goes from one whole number to another");
      }
      BigDecimal size = last.subtract(first).add(BigDecimal.ONE);
      if (size.compareTo(BigDecimal.valueOf(LONGEST)) > 0) {
        throw spot.problem("a range has at most " + LONGEST + " numbers");
      }
      List<Object> numbers = new ArrayList<>();
      for (long i = first.longValue(); i <= last.longValue(); i++) {
        numbers.add(BigDecimal.valueOf(i));
      }
      return numbers;
    }

    @Override
    public Shape shape(Check check) {
      from.shape(check);
      to.shape(check);
      return Shape.each(Shape.PLAIN);
    }

    @Override
    public LiquidProblem missing() {
      return spot.problem("this range has no value");
    }
  }

  /**
   * {@code cart.items[0].name}.
   *
   * @param steps names as texts and whatever stands in brackets as expressions
   */
  record Path(List<Step> steps, Spot spot) implements Expression {

    /**
     * @param name null: the value of {@code index} tells it
     * @param index null: it is {@code name}
     */
    record Step(@Nullable String name, @Nullable Expression index, Spot spot) {
      String text() {
        return name == null ? "[…]" : name;
      }
    }

    @Override
    public @Nullable Object value(Rendering rendering) {
      Object value = rendering.get(steps.getFirst().text());
      for (Step step : steps.subList(1, steps.size())) {
        value = below(value, key(step, rendering));
      }
      return value;
    }

    private static @Nullable Object key(Step step, Rendering rendering) {
      return step.index() == null ? step.name() : step.index().value(rendering);
    }

    private static @Nullable Object below(@Nullable Object value, @Nullable Object key) {
      if (value instanceof Map<?, ?> map) {
        Object found = map.get(Values.text(key));
        return found == null && "size".equals(key) ? BigDecimal.valueOf(map.size()) : found;
      }
      if (value instanceof List<?> list) {
        BigDecimal index = key instanceof BigDecimal number ? number : null;
        return index == null ? ofList(list, Values.text(key)) : at(list, index.intValue());
      }
      return "size".equals(key) && value instanceof String text
          ? BigDecimal.valueOf(text.length())
          : null;
    }

    private static @Nullable Object ofList(List<?> list, String name) {
      return switch (name) {
        case "size" -> BigDecimal.valueOf(list.size());
        case "first" -> list.isEmpty() ? null : list.getFirst();
        case "last" -> list.isEmpty() ? null : list.getLast();
        default -> null;
      };
    }

    private static @Nullable Object at(List<?> list, int index) {
      int i = index < 0 ? list.size() + index : index;
      return i < 0 || i >= list.size() ? null : list.get(i);
    }

    @Override
    public Shape shape(Check check) {
      Shape shape = check.root(steps.getFirst().text(), steps.getFirst().spot());
      StringBuilder so = new StringBuilder(steps.getFirst().text());
      for (Step step : steps.subList(1, steps.size())) {
        if (step.index() != null) {
          step.index().shape(check);
        }
        shape = Check.below(shape, so.toString(), step);
        so.append(step.name() == null ? "" : ".").append(step.text());
      }
      return shape;
    }

    String text() {
      StringBuilder text = new StringBuilder();
      steps.forEach(
          s -> text.append(text.isEmpty() || s.name() == null ? "" : ".").append(s.text()));
      return text.toString();
    }

    @Override
    public LiquidProblem missing() {
      return spot.problem(
          "`"
              + text()
              + "` has no value: say what stands there then, as in `"
              + text()
              + " | default: \"…\"`, or ask for it first with `if`",
          text());
    }
  }

  /**
   * A value that goes through filters. Without {@code default} after it, whatever has no value is a
   * problem.
   */
  record Filtered(Expression of, List<Call> calls, Spot spot) implements Expression {

    /**
     * {@code | name: arguments}.
     *
     * @param excused whether a {@code default} follows
     */
    record Call(
        String name,
        Filter filter,
        List<Expression> arguments,
        Map<String, Expression> named,
        boolean excused,
        Spot spot) {

      boolean isDefault() {
        return name.equals(Filters.DEFAULT);
      }

      @Nullable Object apply(@Nullable Object input, Rendering rendering) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Expression argument : arguments) {
          values.add(excused ? argument.value(rendering) : argument.needed(rendering));
        }
        named.values().forEach(argument -> argument.needed(rendering));
        rendering.spend(Values.size(input), spot);
        Object result = filter.apply(input, new Filter.Arguments(values, rendering, spot));
        rendering.spend(Values.size(result), spot);
        return result;
      }
    }

    @Override
    public @Nullable Object value(Rendering rendering) {
      boolean excused = calls.stream().anyMatch(Call::isDefault);
      Object value = excused ? of.value(rendering) : of.needed(rendering);
      for (Call call : calls) {
        value = call.apply(value, rendering);
      }
      return value;
    }

    @Override
    public Shape shape(Check check) {
      Shape shape = of.shape(check);
      for (Call call : calls) {
        call.arguments().forEach(argument -> argument.shape(check));
        shape = call.filter().shape(shape);
      }
      return shape;
    }

    @Override
    public LiquidProblem missing() {
      return of.missing();
    }
  }

  /** {@code a == b}, {@code a contains b}. */
  record Compared(Expression left, String sign, Expression right) implements Expression {
    @Override
    public Object value(Rendering rendering) {
      return Values.compare(left.value(rendering), sign, right.value(rendering));
    }

    @Override
    public Shape shape(Check check) {
      left.shape(check);
      right.shape(check);
      return Shape.PLAIN;
    }

    @Override
    public LiquidProblem missing() {
      return left.missing();
    }
  }

  /** {@code a and b}, {@code a or b}. */
  record Joined(Expression left, boolean and, Expression right) implements Expression {
    @Override
    public Object value(Rendering rendering) {
      boolean holds = Values.holds(left.value(rendering));
      return holds == and ? Values.holds(right.value(rendering)) : holds;
    }

    @Override
    public Shape shape(Check check) {
      left.shape(check);
      right.shape(check);
      return Shape.PLAIN;
    }

    @Override
    public LiquidProblem missing() {
      return left.missing();
    }
  }
}
