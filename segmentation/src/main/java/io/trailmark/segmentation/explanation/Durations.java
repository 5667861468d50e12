package io.trailmark.segmentation.explanation;

/** Says durations, in the largest units that fit. */
final class Durations {
  private static final long[] MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};
  private static final String[] NAMES = {"day", "hour", "minute", "second", "millisecond"};

  private Durations() {}

  /** In one unit or two, rounded down: "60 days", "1 day 12 hours". */
  static String words(long millis) {
    for (int i = 0; i < MILLIS.length; i++) {
      if (Math.abs(millis) >= MILLIS[i]) {
        String words = counted(millis / MILLIS[i], NAMES[i]);
        long rest = i + 1 == MILLIS.length ? 0 : millis % MILLIS[i] / MILLIS[i + 1];
        return rest == 0 ? words : words + " " + counted(Math.abs(rest), NAMES[i + 1]);
      }
    }
    return "0 seconds";
  }

  /** Exactly, in as many units as it takes. */
  static String exactly(long millis) {
    StringBuilder words = new StringBuilder();
    long rest = millis;
    for (int i = 0; i < MILLIS.length; i++) {
      if (rest >= MILLIS[i]) {
        words.append(words.isEmpty() ? "" : " ").append(counted(rest / MILLIS[i], NAMES[i]));
        rest %= MILLIS[i];
      }
    }
    return words.isEmpty() ? "0 seconds" : words.toString();
  }

  private static String counted(long n, String name) {
    return n + " " + name + (n == 1 ? "" : "s");
  }
}
