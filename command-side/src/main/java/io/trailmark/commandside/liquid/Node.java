package io.trailmark.commandside.liquid;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a template that writes something, or sets something. */
sealed interface Node {

  /** How it goes on after a node. */
  enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  Flow render(Rendering rendering);

  void check(Check check);

  /** Nodes one after the other. */
  record Block(List<Node> nodes) implements Node {
    @Override
    public Flow render(Rendering rendering) {
      for (Node node : nodes) {
        Flow flow = node.render(rendering);
        if (flow != Flow.ON) {
          return flow;
        }
      }
      return Flow.ON;
    }

    @Override
    public void check(Check check) {
      nodes.forEach(node -> node.check(check));
    }
  }

  /** As it is. */
  record Text(String text, Spot spot) implements Node {
    @Override
    public Flow render(Rendering rendering) {
      rendering.write(text, spot);
      return Flow.ON;
    }

    @Override
    public void check(Check check) {}
  }

  /** A value, escaped. */
  record Output(Expression value, Spot spot) implements Node {
    @Override
    public Flow render(Rendering rendering) {
      rendering.put(value.needed(rendering), spot);
      return Flow.ON;
    }

    @Override
    public void check(Check check) {
      Shape shape = check.shape(value);
      if (shape instanceof Shape.Fields fields) {
        check.keep(
            spot.problem(
                "these are several values: name one of "
                    + String.join(", ", fields.fields().keySet().stream().sorted().toList())));
      } else if (shape instanceof Shape.Each each && !(each.of() instanceof Shape.Plain)) {
        check.keep(spot.problem("this is a list: go through it with `for`, or use `join`"));
      }
    }
  }

  /**
   * The first part whose condition holds.
   *
   * @param condition null: it always does
   */
  record If(List<Part> parts) implements Node {
    record Part(@Nullable Expression condition, boolean unless, Block block) {
      boolean holds(Rendering rendering) {
        return condition == null || Values.holds(condition.value(rendering)) != unless;
      }
    }

    @Override
    public Flow render(Rendering rendering) {
      for (Part part : parts) {
        if (part.holds(rendering)) {
          return part.block().render(rendering);
        }
      }
      return Flow.ON;
    }

    @Override
    public void check(Check check) {
      for (Part part : parts) {
        if (part.condition() != null) {
          check.shape(part.condition());
        }
        part.block().check(check);
      }
    }
  }

  /** The part that is for the value. */
  record Case(Expression of, List<When> parts) implements Node {
    /**
     * @param values none: whatever no other part is for
     */
    record When(List<Expression> values, Block block) {}

    @Override
    public Flow render(Rendering rendering) {
      Object value = of.value(rendering);
      for (When part : parts) {
        if (part.values().isEmpty()
            || part.values().stream()
                .anyMatch(v -> Values.compare(value, "==", v.value(rendering)))) {
          return part.block().render(rendering);
        }
      }
      return Flow.ON;
    }

    @Override
    public void check(Check check) {
      check.shape(of);
      for (When part : parts) {
        part.values().forEach(check::shape);
        part.block().check(check);
      }
    }
  }

  /** The same for each of a list. */
  record For(
      String variable,
      Expression of,
      @Nullable Expression limit,
      @Nullable Expression offset,
      boolean reversed,
      Block block,
      Block otherwise,
      Spot spot)
      implements Node {
    private static final String LOOP = "forloop";
    private static final Shape LOOPED =
        new Shape.Fields(
            Map.of(
                "index", Shape.PLAIN,
                "index0", Shape.PLAIN,
                "rindex", Shape.PLAIN,
                "rindex0", Shape.PLAIN,
                "length", Shape.PLAIN,
                "first", Shape.PLAIN,
                "last", Shape.PLAIN));

    @Override
    public Flow render(Rendering rendering) {
      List<?> values = values(rendering);
      if (values.isEmpty()) {
        return otherwise.render(rendering);
      }
      Map<String, Object> scope = rendering.open();
      try {
        for (int i = 0; i < values.size(); i++) {
          rendering.spend(1, spot);
          scope.put(LOOP, loop(i, values.size()));
          scope.put(variable, values.get(i));
          if (block.render(rendering) == Flow.BREAK) {
            break;
          }
        }
      } finally {
        rendering.close();
      }
      return Flow.ON;
    }

    private List<?> values(Rendering rendering) {
      Object value = of.needed(rendering);
      if (value instanceof Map<?, ?>) {
        throw spot.problem("`for` goes through a list, and this is none");
      }
      List<?> list = value instanceof Collection<?> all ? List.copyOf(all) : List.of(value);
      int from = Math.min(list.size(), number(offset, 0, rendering));
      int to = (int) Math.min(list.size(), (long) from + number(limit, list.size(), rendering));
      List<?> some = list.subList(from, to);
      return reversed ? some.reversed() : some;
    }

    private int number(@Nullable Expression expression, int otherwise, Rendering rendering) {
      if (expression == null) {
        return otherwise;
      }
      BigDecimal number = Values.number(expression.needed(rendering));
      if (number == null || number.signum() < 0) {
        throw spot.problem("`limit` and `offset` are whole numbers from 0");
      }
      return number.min(BigDecimal.valueOf(Values.LONGEST)).intValue();
    }

    private static Map<String, Object> loop(int i, int length) {
      return Map.of(
          "index", BigDecimal.valueOf(i + 1L),
          "index0", BigDecimal.valueOf(i),
          "rindex", BigDecimal.valueOf((long) length - i),
          "rindex0", BigDecimal.valueOf(length - i - 1L),
          "length", BigDecimal.valueOf(length),
          "first", i == 0,
          "last", i == length - 1);
    }

    @Override
    public void check(Check check) {
      Shape shape = check.shape(of);
      if (limit != null) {
        check.shape(limit);
      }
      if (offset != null) {
        check.shape(offset);
      }
      if (shape instanceof Shape.Fields || shape instanceof Shape.Plain) {
        check.keep(spot.problem("`for` goes through a list, and this is none"));
      }
      Shape one = shape instanceof Shape.Each each ? each.of() : Shape.ANY;
      check.within(Map.of(variable, one, LOOP, LOOPED), () -> block.check(check));
      otherwise.check(check);
    }
  }

  /** Leaves a loop, or goes on with its next. */
  record Jump(Flow flow) implements Node {
    @Override
    public Flow render(Rendering rendering) {
      return flow;
    }

    @Override
    public void check(Check check) {}
  }

  /** Gives a variable a value. */
  record Assign(String variable, Expression value) implements Node {
    @Override
    public Flow render(Rendering rendering) {
      rendering.assign(variable, value.needed(rendering));
      return Flow.ON;
    }

    @Override
    public void check(Check check) {
      check.assign(variable, check.shape(value));
    }
  }

  /** Gives a variable what is written in between, escaped as it is. */
  record Capture(String variable, Block block) implements Node {
    @Override
    public Flow render(Rendering rendering) {
      Flow[] flow = {Flow.ON};
      String text = rendering.captured(() -> flow[0] = block.render(rendering));
      rendering.assign(variable, new Escaped(text));
      return flow[0];
    }

    @Override
    public void check(Check check) {
      block.check(check);
      check.assign(variable, Shape.PLAIN);
    }
  }

  /** One value after the other, every time it is come by. */
  record Cycle(String group, List<Expression> values, Spot spot) implements Node {
    @Override
    public Flow render(Rendering rendering) {
      int i = rendering.before(group) % values.size();
      rendering.put(values.get(i).needed(rendering), spot);
      return Flow.ON;
    }

    @Override
    public void check(Check check) {
      values.forEach(check::shape);
    }
  }
}
