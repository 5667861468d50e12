package io.trailmark.benchmarks;

/** What a program here was called with. */
final class Arguments {
  private Arguments() {}

  /**
   * A whole number by its place.
   *
   * @param usual if there are not so many
   */
  static int number(String[] args, int i, int usual) {
    return args.length > i ? Integer.parseInt(args[i]) : usual;
  }
}
