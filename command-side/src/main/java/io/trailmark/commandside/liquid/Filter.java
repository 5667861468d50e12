package io.trailmark.commandside.liquid;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one value of another. */
interface Filter {

  @Nullable Object apply(@Nullable Object input, Arguments arguments);

  /** What comes out where this goes in. */
  default Shape shape(Shape input) {
    return Shape.PLAIN;
  }

  /** What stands after the filter's name. */
  record Arguments(List<@Nullable Object> values, Rendering rendering, Spot spot) {

    boolean has(int i) {
      return i < values.size();
    }

    @Nullable Object get(int i) {
      return has(i) ? values.get(i) : null;
    }

    String text(int i) {
      return Values.text(get(i));
    }

    String text(int i, String otherwise) {
      return has(i) ? text(i) : otherwise;
    }

    /** A whole number, as large as a text can be long at most. */
    int whole(int i, int otherwise) {
      if (!has(i)) {
        return otherwise;
      }
      var number = Values.number(get(i));
      if (number == null) {
        throw problem("a number is expected");
      }
      return number
          .max(java.math.BigDecimal.valueOf(-Values.LONGEST))
          .min(java.math.BigDecimal.valueOf(Values.LONGEST))
          .intValue();
    }

    LiquidProblem problem(String problem) {
      return spot.problem(problem);
    }
  }
}
