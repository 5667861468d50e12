package io.trailmark.benchmarks;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What a server says about segments beside what the oracle computes, customer by customer. */
final class Compare {
  private Compare() {}

  /**
   * Has a survey taken (an import of nothing is followed by one; else the cuts are of what was
   * known at the last midnight), waits until nothing is due any more and compares all eight
   * segments as of the server's business time.
   *
   * @return true if they are equal
   */
  static boolean segments(Server server, List<Activity> activities) throws Exception {
    server.importHistory(List.of());
    boolean equal = false;
    for (int attempt = 0; attempt < 60 && !equal; attempt++) {
      Thread.sleep(500);
      server.awaitProjected();
      equal = compare(server, activities, attempt == 59);
    }
    return equal;
  }

  private static boolean compare(Server server, List<Activity> activities, boolean print)
      throws Exception {
    long now = server.now();
    Map<String, TreeSet<String>> expected = SegmentOracle.segments(activities, now);
    boolean equal = true;
    StringBuilder report = new StringBuilder();
    for (String segment : SegmentOracle.SEGMENTS) {
      TreeSet<String> want = expected.getOrDefault(segment, new TreeSet<>());
      TreeSet<String> have = server.members(segment);
      TreeSet<String> missing = new TreeSet<>(want);
      missing.removeAll(have);
      TreeSet<String> extra = new TreeSet<>(have);
      extra.removeAll(want);
      report.append(
          "%-15s %,7d expected %,7d found %,5d missing %,5d too many %s%n"
              .formatted(
                  segment,
                  want.size(),
                  have.size(),
                  missing.size(),
                  extra.size(),
                  missing.isEmpty() && extra.isEmpty()
                      ? ""
                      : missing.stream().limit(5).toList()
                          + " "
                          + extra.stream().limit(5).toList()));
      equal &= missing.isEmpty() && extra.isEmpty();
    }
    if (equal || print) {
      System.out.printf("as of %s%n%s", Instant.ofEpochMilli(now), report);
    }
    return equal;
  }
}
