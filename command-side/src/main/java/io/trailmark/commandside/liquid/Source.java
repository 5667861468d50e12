package io.trailmark.commandside.liquid;

/**
 * A template's text, and where in a whole it begins.
 *
 * @param line of the text's beginning, from 1
 * @param column of the same, from 1
 */
record Source(String text, int line, int column) {

  Spot spot(int offset) {
    return new Spot(this, offset);
  }

  LiquidProblem problem(int offset, String problem) {
    return spot(offset).problem(problem);
  }
}
