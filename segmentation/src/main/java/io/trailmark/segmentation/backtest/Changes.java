package io.trailmark.segmentation.backtest;

import java.util.Arrays;
import java.util.List;

/**
 * How what some customers are ranked by changes from one survey to the next. First customer by
 * customer; once ranked, survey by survey.
 */
final class Changes {
  private int[] survey = new int[1024];
  private long[] value = new long[1024];

  /** The change of the same customer before this one, -1 if it is the first. */
  private int[] last = new int[1024];

  private int size;

  /** Survey by survey: before which, and the ranks before and after each change. */
  private int[] rankedSurvey = {};

  private int[] rankBefore = {};
  private int[] rankNow = {};

  /** Adds those of a customer. */
  void add(Values values, Surveyed surveyed) {
    int before = -1;
    int next = 0;
    for (int i = -1; i < values.size() && next < surveyed.size(); i++) {
      long now = Math.max(0, i < 0 ? values.first() : values.value(i));
      int until = i + 1 == values.size() ? surveyed.size() : surveyed.after(values.at(i + 1));
      // It stands as of a survey if it came before it, and the next one did not.
      if (until > next) {
        if (now != (before < 0 ? 0 : value[before])) {
          before = add(next, now, before);
        }
        next = until;
      }
    }
  }

  private int add(int at, long now, int before) {
    if (size == survey.length) {
      survey = Arrays.copyOf(survey, 2 * size);
      value = Arrays.copyOf(value, 2 * size);
      last = Arrays.copyOf(last, 2 * size);
    }
    survey[size] = at;
    value[size] = now;
    last[size] = before;
    return size++;
  }

  /** The different values above 0 that occur in any of them. */
  static Places values(List<Changes> parts) {
    long[] all = new long[parts.stream().mapToInt(part -> part.size).sum()];
    int n = 0;
    for (Changes part : parts) {
      System.arraycopy(part.value, 0, all, n, part.size);
      n += part.size;
    }
    sort(all);
    int different = 0;
    for (long value : all) {
      if (value > 0 && (different == 0 || all[different - 1] != value)) {
        all[different++] = value;
      }
    }
    return new Places(Arrays.copyOf(all, different));
  }

  /** As integers where they fit: the JDK sorts those several times as fast on some processors. */
  private static void sort(long[] all) {
    int[] small = new int[all.length];
    boolean fits = true;
    for (int i = 0; i < small.length; i++) {
      small[i] = (int) all[i];
      fits &= small[i] == all[i];
    }
    if (!fits) {
      Arrays.parallelSort(all);
      return;
    }
    Arrays.parallelSort(small);
    for (int i = 0; i < small.length; i++) {
      all[i] = small[i];
    }
  }

  /** Finds the place of each value among these, and puts the changes in order of surveys. */
  void rank(Places places) {
    int[] rank = new int[size];
    int surveys = 0;
    for (int i = 0; i < size; i++) {
      rank[i] = value[i] <= 0 ? -1 : places.of(value[i]);
      surveys = Math.max(surveys, survey[i] + 1);
    }
    int[] next = new int[surveys + 1];
    for (int i = 0; i < size; i++) {
      next[survey[i] + 1]++;
    }
    for (int s = 1; s <= surveys; s++) {
      next[s] += next[s - 1];
    }
    rankedSurvey = new int[size];
    rankBefore = new int[size];
    rankNow = new int[size];
    for (int i = 0; i < size; i++) {
      int to = next[survey[i]]++;
      rankedSurvey[to] = survey[i];
      rankBefore[to] = last[i] < 0 ? -1 : rank[last[i]];
      rankNow[to] = rank[i];
    }
  }

  int size() {
    return size;
  }

  /** Before which survey the i-th came. */
  int survey(int i) {
    return rankedSurvey[i];
  }

  /** Rank of what the customer had before the i-th, -1 if nothing. */
  int before(int i) {
    return rankBefore[i];
  }

  /** Rank of what they had after it, -1 if nothing. */
  int now(int i) {
    return rankNow[i];
  }
}
