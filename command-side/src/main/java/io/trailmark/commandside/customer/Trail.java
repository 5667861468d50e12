package io.trailmark.commandside.customer;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that a customer who is joined to another hands over. */
public final class Trail {
  private final String key;
  private final List<NewActivity> history;
  private final List<NewActivity> live;
  private final Set<String> segments;
  private final Map<String, Long> lastStarts;
  private final List<OpenRun> runs;

  /**
   * A run that has steps left.
   *
   * @param key by which it is told apart from other runs of the sequence, null if it is not
   * @param due when its next step is to be taken, milliseconds
   */
  record OpenRun(
      String sequence,
      int playbookVersion,
      @Nullable String key,
      long startedAt,
      int step,
      long due) {}

  /**
   * @param history what came by imports
   * @param live what came as it happened
   * @param segments that the customer is in
   * @param lastStarts of each sequence, milliseconds
   */
  Trail(
      String key,
      List<NewActivity> history,
      List<NewActivity> live,
      Set<String> segments,
      Map<String, Long> lastStarts,
      List<OpenRun> runs) {
    this.key = key;
    this.history = history;
    this.live = live;
    this.segments = segments;
    this.lastStarts = lastStarts;
    this.runs = runs;
  }

  String key() {
    return key;
  }

  List<NewActivity> history() {
    return history;
  }

  List<NewActivity> live() {
    return live;
  }

  Set<String> segments() {
    return segments;
  }

  Map<String, Long> lastStarts() {
    return lastStarts;
  }

  List<OpenRun> runs() {
    return runs;
  }
}
