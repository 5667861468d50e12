package io.trailmark.commandside.liquid;

import io.trailmark.segmentation.playbook.Spelling;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Walks a template and tells which of the variables that it names cannot be. */
final class Check {
  private final Deque<Map<String, Shape>> scopes = new ArrayDeque<>();
  private final List<LiquidProblem> problems = new ArrayList<>();

  Check(Map<String, Shape> known) {
    scopes.push(new HashMap<>(known));
  }

  List<LiquidProblem> problems() {
    return problems;
  }

  /** What the expression will hold; if that cannot be told, its problem is kept. */
  Shape shape(Expression expression) {
    try {
      return expression.shape(this);
    } catch (LiquidProblem e) {
      problems.add(e);
      return Shape.ANY;
    }
  }

  void keep(LiquidProblem problem) {
    problems.add(problem);
  }

  void assign(String name, Shape shape) {
    scopes.getLast().put(name, shape);
  }

  /** Whatever {@code walk} looks at sees these too. */
  void within(Map<String, Shape> more, Runnable walk) {
    scopes.push(new HashMap<>(more));
    walk.run();
    scopes.pop();
  }

  Shape root(String name, Spot spot) {
    for (Map<String, Shape> scope : scopes) {
      Shape shape = scope.get(name);
      if (shape != null) {
        return shape;
      }
    }
    TreeSet<String> known = new TreeSet<>();
    scopes.forEach(scope -> known.addAll(scope.keySet()));
    throw unknown(spot, name, "`" + name + "` is not known", known, name);
  }

  static Shape below(Shape shape, String so, Expression.Path.Step step) {
    String name = step.name();
    return switch (shape) {
      case Shape.Any any -> any;
      case Shape.Plain plain -> {
        if (name == null || !name.equals("size")) {
          throw step.spot()
              .problem("`" + so + "` is one value: there is nothing in it", so + "." + step.text());
        }
        yield plain;
      }
      case Shape.Fields f -> name == null ? Shape.ANY : field(f, so, name, step.spot());
      case Shape.Each each -> ofEach(each, so, name, step.spot());
    };
  }

  private static Shape field(Shape.Fields fields, String so, String name, Spot spot) {
    Shape found = fields.fields().get(name);
    if (found == null) {
      throw unknown(
          spot,
          name,
          "`" + name + "` is not known in `" + so + "`",
          fields.fields().keySet(),
          so + "." + name);
    }
    return found;
  }

  private static Shape ofEach(Shape.Each each, String so, @Nullable String name, Spot spot) {
    return switch (name) {
      case null -> each.of();
      case "first", "last" -> each.of();
      case "size" -> Shape.PLAIN;
      default ->
          throw spot.problem(
              "`"
                  + so
                  + "` is a list: go through it with `for`, or ask for its first, last or size",
              so + "." + name);
    };
  }

  static LiquidProblem unknown(
      Spot spot, String name, String problem, Collection<String> known, @Nullable String variable) {
    return spot.problem(
        problem
            + Spelling.nearest(name, known)
                .map(meant -> ": `" + meant + "` was probably meant")
                .orElseGet(listed(known)),
        variable);
  }

  private static Supplier<String> listed(Collection<String> known) {
    return () -> ": there are " + String.join(", ", new TreeSet<>(known));
  }
}
