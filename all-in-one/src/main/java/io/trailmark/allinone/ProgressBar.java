package io.trailmark.allinone;

import java.io.PrintWriter;
import java.time.Duration;

/** Shows how far something has come: one line redrawn on a terminal, else a line now and then. */
final class ProgressBar {
  private static final int WIDTH = 30;

  private final PrintWriter out;
  private final boolean terminal;
  private final long started = System.nanoTime();
  private long lastShown = started;

  ProgressBar(PrintWriter out) {
    this.out = out;
    this.terminal = System.console() != null && System.console().isTerminal();
  }

  /**
   * Shows progress, unless it was shown a moment ago.
   *
   * @param fraction 0 to 1
   * @param count of {@code unit} so far
   */
  void show(double fraction, long count, String unit) {
    long now = System.nanoTime();
    if (now - lastShown < (terminal ? 100_000_000L : 5_000_000_000L)) {
      return;
    }
    lastShown = now;
    print(line(fraction, count, unit, now - started));
  }

  /** The same where nothing is counted. */
  void show(double fraction) {
    long now = System.nanoTime();
    if (now - lastShown >= (terminal ? 100_000_000L : 5_000_000_000L)) {
      lastShown = now;
      print(line(fraction));
    }
  }

  /** Takes it off the terminal. */
  void clear() {
    if (terminal) {
      out.print("\r\033[K");
      out.flush();
    }
  }

  private static String line(double fraction) {
    int full = (int) (Math.clamp(fraction, 0, 1) * WIDTH);
    return "[%s%s] %3.0f%%"
        .formatted("#".repeat(full), "-".repeat(WIDTH - full), Math.floor(fraction * 100));
  }

  /** Names what is waited for. */
  void phase(String text) {
    print(text);
    if (terminal) {
      out.println();
      out.flush();
    }
  }

  /** Shows the end of what was counted, and goes to the next line. */
  void done(long count, String unit) {
    phase(line(1, count, unit, System.nanoTime() - started));
  }

  private void print(String line) {
    if (terminal) {
      out.print("\r\033[K" + line);
    } else {
      out.println(line);
    }
    out.flush();
  }

  static String line(double fraction, long count, String unit, long nanos) {
    double seconds = Math.max(nanos / 1e9, 1e-3);
    String left =
        fraction >= 1 || fraction <= 0
            ? ""
            : ", " + duration(seconds * (1 - fraction) / fraction) + " left";
    return "%s %,d %s, %,.0f/s%s".formatted(line(fraction), count, unit, count / seconds, left);
  }

  private static String duration(double seconds) {
    Duration d = Duration.ofSeconds((long) Math.ceil(seconds));
    return d.toHours() > 0
        ? "%d h %d min".formatted(d.toHours(), d.toMinutesPart())
        : d.toMinutes() > 0
            ? "%d min %d s".formatted(d.toMinutes(), d.toSecondsPart())
            : d.toSeconds() + " s";
  }
}
