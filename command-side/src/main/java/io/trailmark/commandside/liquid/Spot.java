package io.trailmark.commandside.liquid;

import org.jspecify.annotations.Nullable;

/** Where something stands in a template; counted only once there is something to say about it. */
record Spot(Source source, int offset) {

  LiquidProblem problem(String problem) {
    return problem(problem, null);
  }

  LiquidProblem problem(String problem, @Nullable String variable) {
    return new LiquidProblem(line(), column(), problem, variable);
  }

  private int line() {
    return source.line() + (int) before().chars().filter(c -> c == '\n').count();
  }

  private int column() {
    int last = before().lastIndexOf('\n');
    return last < 0 ? source.column() + before().length() : before().length() - last;
  }

  private String before() {
    return source.text().substring(0, Math.min(offset, source.text().length()));
  }
}
