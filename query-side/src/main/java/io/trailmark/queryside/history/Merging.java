package io.trailmark.queryside.history;

import io.trailmark.segmentation.backtest.Stretch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stretches that are to become one, read and written part by part. */
final class Merging {
  static final int FACTOR = 8;

  private final Columns columns;
  private final List<Source> sources;
  private final int parts;

  Merging(Columns columns, List<Stored> stretches, int inAPart) {
    this.columns = columns;
    this.sources = stretches.stream().map(Source::new).toList();
    long activities = stretches.stream().mapToLong(Stored::activities).sum();
    this.parts =
        Math.max(
            Stored.parts(activities, inAPart),
            stretches.stream().mapToInt(Stored::parts).max().orElse(1));
  }

  /**
   * The smallest ones next to each other of which there are enough, so that each activity is
   * written again once for every {@value #FACTOR}-fold growth; empty if there is nothing to do.
   */
  static List<Stored> next(List<Stored> stretches) {
    for (int level = 0; level <= Long.SIZE / 3; level++) {
      List<Stored> run = run(stretches, level);
      if (run.size() >= FACTOR) {
        return run;
      }
    }
    return List.of();
  }

  /** The first enough ones next to each other that have fewer activities than of the next level. */
  private static List<Stored> run(List<Stored> stretches, int level) {
    List<Stored> run = new ArrayList<>();
    for (Stored stretch : stretches) {
      if (stretch.activities() >>> 3 * (level + 1) == 0) {
        run.add(stretch);
      } else if (run.size() >= FACTOR) {
        break;
      } else {
        run.clear();
      }
    }
    return run;
  }

  int parts() {
    return parts;
  }

  Stretch part(int part) {
    return Stretch.merge(sources.stream().map(s -> s.part(part)).toList());
  }

  /** One of them, of which the part is kept that was read last. */
  private final class Source {
    private final Stored stored;
    private int read = -1;
    private @Nullable List<Stretch> split;

    Source(Stored stored) {
      this.stored = stored;
    }

    Stretch part(int part) {
      int in = parts / stored.parts();
      List<Stretch> known = split;
      if (known == null || read != part / in) {
        read = part / in;
        Stretch whole = columns.read(stored, read, property -> true);
        known = in == 1 ? List.of(whole) : whole.split(parts);
        split = known;
      }
      return in == 1 ? known.getFirst() : known.get(part);
    }
  }
}
