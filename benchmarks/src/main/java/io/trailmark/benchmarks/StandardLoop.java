package io.trailmark.benchmarks;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The eight standard segments and nothing else, by hand: how fast a backtest could be that knows
 * its playbook when it is compiled. Zone UTC.
 */
final class StandardLoop {
  static final int SEGMENTS = 8;
  private static final int PARTS = 64;
  private static final long HOUR = 3_600_000L;
  private static final long DAY = 24 * HOUR;
  private static final long NEVER = Long.MAX_VALUE;
  private static final int VIP = 0;
  private static final int HIGH_VALUE = 1;
  private static final int REGULAR = 2;
  private static final int RECENT = 3;
  private static final int AT_RISK = 4;
  private static final int ONE_TIME = 5;
  private static final int CART_ABANDONER = 6;
  private static final int GHOST = 7;

  /**
   * Activities of some kinds, by customer and then by instant.
   *
   * @param start of each customer's, and where the last one's end
   * @param at milliseconds
   * @param value minor units, a refund's below 0
   */
  record Column(int[] start, long[] at, long[] value) {}

  /**
   * A history as this wants it.
   *
   * @param orders without refunds
   * @param values orders and refunds
   * @param mails opens and clicks
   * @param first when each customer did anything that is not a message sent to them; {@code
   *     Long.MAX_VALUE} if they never did
   * @param begin when the first activity of all happened
   */
  record Input(
      Column orders, Column values, Column carts, Column mails, long[] first, long begin) {}

  /**
   * What was found.
   *
   * @param intervals how many overlap the period, by segment
   * @param size by segment and day, at the day's end
   * @param entered who is in and was not at the end of the day before
   * @param left who was and is not
   */
  record Found(long[] intervals, int[][] size, int[][] entered, int[][] left) {}

  /** Collects activities in any order. */
  static final class Builder {
    private final Raw orders = new Raw();
    private final Raw values = new Raw();
    private final Raw carts = new Raw();
    private final Raw mails = new Raw();
    private final long[] first;
    private long begin = NEVER;

    /**
     * @param customers how many there are: numbers from 0
     */
    Builder(int customers) {
      first = new long[customers];
      Arrays.fill(first, NEVER);
    }

    /** Adds one, amount in minor units. */
    void add(int customer, String kind, long at, long amount) {
      begin = Math.min(begin, at);
      if (!kind.equals("message_sent")) {
        first[customer] = Math.min(first[customer], at);
      }
      switch (kind) {
        case "order_placed" -> {
          orders.add(customer, at, 0);
          values.add(customer, at, amount);
        }
        case "order_refunded" -> values.add(customer, at, -amount);
        case "cart_item_added" -> carts.add(customer, at, 0);
        case "message_opened", "message_clicked" -> mails.add(customer, at, 0);
        default -> {}
      }
    }

    Input build() {
      int n = first.length;
      return new Input(
          orders.column(n), values.column(n), carts.column(n), mails.column(n), first, begin);
    }
  }

  private static final class Raw {
    private int[] customer = new int[16];
    private long[] at = new long[16];
    private long[] value = new long[16];
    private int size;

    void add(int who, long when, long amount) {
      if (size == at.length) {
        customer = Arrays.copyOf(customer, 2 * size);
        at = Arrays.copyOf(at, 2 * size);
        value = Arrays.copyOf(value, 2 * size);
      }
      customer[size] = who;
      at[size] = when;
      value[size++] = amount;
    }

    Column column(int customers) {
      int[] start = new int[customers + 1];
      for (int i = 0; i < size; i++) {
        start[customer[i] + 1]++;
      }
      for (int c = 0; c < customers; c++) {
        start[c + 1] += start[c];
      }
      int[] next = start.clone();
      long[] sortedAt = new long[size];
      long[] sortedValue = new long[size];
      for (int i = 0; i < size; i++) {
        // Into its place among those before it: they are few.
        int to = next[customer[i]]++;
        for (; to > start[customer[i]] && sortedAt[to - 1] > at[i]; to--) {
          sortedAt[to] = sortedAt[to - 1];
          sortedValue[to] = sortedValue[to - 1];
        }
        sortedAt[to] = at[i];
        sortedValue[to] = value[i];
      }
      return new Column(start, sortedAt, sortedValue);
    }
  }

  private final Input in;
  private final long start;
  private final long end;
  private final int firstDay;
  private final int days;
  private final int firstSurvey;
  private final Cuts net10;
  private final Cuts net20;
  private final Cuts orders10;

  /** The cuts of all surveys, and the least and the greatest of those from each on. */
  private static final class Cuts {
    private final long[] at;
    private final long[] least;
    private final long[] most;

    Cuts(int surveys) {
      at = new long[surveys];
      least = new long[surveys];
      most = new long[surveys];
    }

    void complete() {
      for (int s = at.length - 1; s >= 0; s--) {
        boolean last = s == at.length - 1;
        least[s] = last ? at[s] : Math.min(at[s], least[s + 1]);
        most[s] = last ? at[s] : Math.max(at[s], most[s + 1]);
      }
    }

    /** The first survey, from one on, that changes whether a value is in; after the last: none. */
    int turn(long value, boolean is, int from, int last) {
      if (from > last || (is ? value >= most[from] : value < least[from])) {
        return last + 1;
      }
      int survey = from;
      while (survey <= last && value >= at[survey] == is) {
        survey++;
      }
      return survey;
    }
  }

  private StandardLoop(Input in, LocalDate first, LocalDate last) {
    this.in = in;
    this.firstDay = (int) first.toEpochDay();
    this.days = (int) (last.toEpochDay() - first.toEpochDay()) + 1;
    this.start = firstDay * DAY;
    this.end = start + days * DAY;
    this.firstSurvey = in.begin >= end ? firstDay + days : (int) (in.begin / DAY) + 1;
    int surveys = firstDay + days - firstSurvey;
    this.net10 = new Cuts(surveys);
    this.net20 = new Cuts(surveys);
    this.orders10 = new Cuts(surveys);
  }

  /** Both days inclusive. */
  static Found run(Input in, LocalDate first, LocalDate last) {
    StandardLoop loop = new StandardLoop(in, first, last);
    loop.survey();
    return loop.memberships();
  }

  private int customers() {
    return in.first.length;
  }

  // ---- Surveys: each change of a day's end, survey by survey, in counts by place among all
  // values.

  private void survey() {
    IntStream.range(0, 2)
        .parallel()
        .forEach(
            i -> {
              if (i == 0) {
                cuts(in.values, false, new int[] {10, 20}, net10, net20);
              } else {
                cuts(in.orders, true, new int[] {10}, orders10);
              }
            });
  }

  private void cuts(Column column, boolean counted, int[] percents, Cuts... cuts) {
    int surveys = net10.at.length;
    // What each customer has by the end of a day on which it changed, day by day.
    int[] survey = new int[column.at.length];
    long[] now = new long[column.at.length];
    int[] before = new int[column.at.length];
    int changes = 0;
    for (int c = 0; c < customers(); c++) {
      long value = 0;
      long had = 0;
      int previous = -1;
      int to = column.start[c + 1];
      for (int i = column.start[c]; i < to && column.at[i] < end; ) {
        long day = column.at[i] / DAY;
        long midnight = (day + 1) * DAY;
        for (; i < to && column.at[i] < midnight; i++) {
          value += counted ? 1 : column.value[i];
        }
        int s = (int) day + 1 - firstSurvey;
        long has = Math.max(0, value);
        if (has != had && s < surveys) {
          survey[changes] = s;
          now[changes] = has;
          before[changes] = previous;
          previous = changes++;
          had = has;
        }
      }
    }
    long[] places = places(now, changes);
    int[] rank = new int[changes];
    IntStream.range(0, changes)
        .parallel()
        .forEach(i -> rank[i] = now[i] <= 0 ? -1 : Arrays.binarySearch(places, now[i]));
    int[] next = new int[surveys + 1];
    for (int i = 0; i < changes; i++) {
      next[survey[i] + 1]++;
    }
    for (int s = 0; s < surveys; s++) {
      next[s + 1] += next[s];
    }
    int[] order = new int[changes];
    int[] fill = next.clone();
    for (int i = 0; i < changes; i++) {
      order[fill[survey[i]]++] = i;
    }
    int[] counts = new int[places.length];
    // How many are at the k-th place or above; the place moves a little each day.
    int[] place = new int[percents.length];
    long[] above = new long[percents.length];
    long population = 0;
    for (int s = 0; s < surveys; s++) {
      for (int k = next[s]; k < next[s + 1]; k++) {
        int i = order[k];
        population += change(counts, before[i] < 0 ? -1 : rank[before[i]], -1, place, above);
        population += change(counts, rank[i], 1, place, above);
      }
      for (int p = 0; p < percents.length; p++) {
        cuts[p].at[s] = cut(places, counts, population * percents[p] / 100, p, place, above);
      }
    }
    for (Cuts each : cuts) {
      each.complete();
    }
  }

  /** The different values above 0, in order. */
  private static long[] places(long[] values, int size) {
    long[] places = Arrays.copyOf(values, size);
    Arrays.parallelSort(places);
    int n = 0;
    for (long value : places) {
      if (value > 0 && (n == 0 || places[n - 1] != value)) {
        places[n++] = value;
      }
    }
    return Arrays.copyOf(places, n);
  }

  private static int change(int[] counts, int at, int by, int[] place, long[] above) {
    if (at < 0) {
      return 0;
    }
    counts[at] += by;
    for (int p = 0; p < place.length; p++) {
      above[p] += at >= place[p] ? by : 0;
    }
    return by;
  }

  private static long cut(
      long[] places, int[] counts, long most, int p, int[] place, long[] above) {
    while (place[p] > 0 && above[p] + counts[place[p] - 1] <= most) {
      above[p] += counts[--place[p]];
    }
    while (place[p] < places.length && above[p] > most) {
      above[p] -= counts[place[p]++];
    }
    int at = place[p];
    while (at < places.length && counts[at] == 0) {
      at++;
    }
    return at == places.length ? NEVER : places[at];
  }

  // ---- Memberships: customer by customer, each segment as its definition allows.

  private Found memberships() {
    Part[] parts =
        IntStream.range(0, PARTS)
            .parallel()
            .mapToObj(
                p -> {
                  Part part = new Part();
                  int to = (int) ((long) customers() * (p + 1) / PARTS);
                  for (int c = (int) ((long) customers() * p / PARTS); c < to; c++) {
                    part.customer(c);
                  }
                  return part;
                })
            .toArray(Part[]::new);
    Part all = parts[0];
    for (int i = 1; i < parts.length; i++) {
      all.add(parts[i]);
    }
    return all.found();
  }

  /** Some customers, on one thread. */
  private final class Part {
    private final long[] intervals = new long[SEGMENTS];

    /** Slot 0 is the end of the day before the period. */
    private final int[][] came = new int[SEGMENTS][days + 2];

    private final int[][] gone = new int[SEGMENTS][days + 2];
    private int back;
    private long[] vips = new long[64];

    void note(int segment, long from, long until) {
      if (from >= until || from >= end || until < start) {
        return;
      }
      if (until > start) {
        intervals[segment]++;
      }
      int first = from < start ? 0 : (int) (from / DAY) - firstDay + 1;
      int last = until >= end ? days + 1 : (int) (until / DAY) - firstDay + 1;
      if (first >= last) {
        return;
      }
      if (first == back) {
        // They are back by the end of the day on which they left.
        gone[segment][first]--;
      } else {
        came[segment][first]++;
      }
      gone[segment][last]++;
      back = last;
    }

    void customer(int c) {
      long[] at = in.orders.at;
      int from = in.orders.start[c];
      int to = upTo(in.orders, c);
      if (from < to) {
        top(c);
        int n = to - from;
        back = -1;
        if (n >= 2) {
          note(REGULAR, at[from + 1], n >= 6 ? at[from + 5] : NEVER);
        }
        back = -1;
        note(ONE_TIME, at[from] + 60 * DAY, n >= 2 ? at[from + 1] : NEVER);
        recent(from, to);
        atRisk(c, from, to);
      }
      carts(c, from, to);
      if (in.first[c] < end - 180 * DAY) {
        ghost(c, from, to);
      }
    }

    /** Before the period's end. */
    private int upTo(Column column, int c) {
      int to = column.start[c + 1];
      while (to > column.start[c] && column.at[to - 1] >= end) {
        to--;
      }
      return to;
    }

    private void recent(int from, int to) {
      long[] at = in.orders.at;
      back = -1;
      long since = at[from];
      for (int i = from + 1; i < to; i++) {
        if (at[i] > at[i - 1] + 60 * DAY) {
          note(RECENT, since, at[i - 1] + 60 * DAY);
          since = at[i];
        }
      }
      note(RECENT, since, at[to - 1] + 60 * DAY);
    }

    private void atRisk(int c, int from, int to) {
      long[] at = in.orders.at;
      back = -1;
      int mail = in.mails.start[c];
      int mailTo = in.mails.start[c + 1];
      for (int i = from; i < to; i++) {
        long begin = at[i] + 60 * DAY;
        long until = Math.min(i + 1 < to ? at[i + 1] : NEVER, at[i] + 120 * DAY);
        if (begin < until && until >= start && begin < end) {
          while (mail < mailTo && in.mails.at[mail] <= at[i]) {
            mail++;
          }
          declining(mail, mailTo, begin, until);
        }
      }
    }

    /** From one instant to the next at which an open or click comes, ages or is forgotten. */
    private void declining(int first, int mailTo, long begin, long until) {
      long[] mails = in.mails.at;
      int come = first;
      int aged = first;
      int old = first;
      long now = begin;
      long since = NEVER;
      while (now < until) {
        while (come < mailTo && mails[come] <= now) {
          come++;
        }
        while (aged < come && mails[aged] + 30 * DAY <= now) {
          aged++;
        }
        while (old < aged && mails[old] + 60 * DAY <= now) {
          old++;
        }
        int recent = come - aged;
        boolean is = recent == 0 || recent * 100L <= (aged - old) * 70L;
        if (is && since == NEVER) {
          since = now;
        } else if (!is && since != NEVER) {
          note(AT_RISK, since, now);
          since = NEVER;
        }
        long next = come < mailTo ? mails[come] : NEVER;
        next = aged < come ? Math.min(next, mails[aged] + 30 * DAY) : next;
        now = old < aged ? Math.min(next, mails[old] + 60 * DAY) : next;
      }
      if (since != NEVER) {
        note(AT_RISK, since, until);
      }
    }

    private void carts(int c, int from, int to) {
      long[] carts = in.carts.at;
      long[] orders = in.orders.at;
      int cartTo = in.carts.start[c + 1];
      int order = from;
      back = -1;
      for (int i = in.carts.start[c]; i < cartTo; i++) {
        long cart = carts[i];
        if (cart + 7 * DAY < start) {
          continue;
        }
        while (order < to && orders[order] < cart) {
          order++;
        }
        long until = Math.min(cart + 7 * DAY, i + 1 < cartTo ? carts[i + 1] : NEVER);
        until = order < to ? Math.min(until, orders[order]) : until;
        note(CART_ABANDONER, cart + 4 * HOUR, until);
      }
    }

    private void ghost(int c, int from, int to) {
      long[] orders = in.orders.at;
      long[] mails = in.mails.at;
      int mail = in.mails.start[c];
      int mailTo = in.mails.start[c + 1];
      int order = from;
      long free = in.first[c] + 180 * DAY;
      back = -1;
      while (mail < mailTo || order < to) {
        boolean isMail = order == to || mail < mailTo && mails[mail] <= orders[order];
        long at = isMail ? mails[mail++] : orders[order++];
        if (at > free) {
          note(GHOST, free, at);
        }
        free = Math.max(free, at + (isMail ? 90 : 180) * DAY);
      }
      note(GHOST, free, NEVER);
    }

    private void top(int c) {
      back = -1;
      top(in.values, c, false, net20, -1);
      int found = top(in.values, c, false, net10, 0);
      int both = top(in.orders, c, true, orders10, found);
      back = -1;
      // Two lists in order, merged where they touch.
      int a = 0;
      int b = found;
      long since = NEVER;
      long until = -1;
      while (a < found || b < both) {
        int i = b >= both || a < found && vips[a] <= vips[b] ? a : b;
        a += i == a && i < found ? 2 : 0;
        b += i == b && i >= found ? 2 : 0;
        if (since != NEVER && vips[i] <= until) {
          until = Math.max(until, vips[i + 1]);
        } else {
          if (since != NEVER) {
            note(VIP, since, until);
          }
          since = vips[i];
          until = vips[i + 1];
        }
      }
      if (since != NEVER) {
        note(VIP, since, until);
      }
    }

    /**
     * From change to change of what they have, and from midnight to midnight between.
     *
     * @param kept where intervals are kept from on, -1: noted as high value at once
     */
    private int top(Column column, int c, boolean counted, Cuts cuts, int kept) {
      int to = column.start[c + 1];
      int size = Math.max(kept, 0);
      long value = 0;
      long since = NEVER;
      for (int i = column.start[c]; i < to && column.at[i] < end; ) {
        long at = column.at[i];
        for (; i < to && column.at[i] == at; i++) {
          value += counted ? 1 : column.value[i];
        }
        long until = Math.min(i < to ? column.at[i] : NEVER, end);
        int survey = Math.max(-1, (int) (at / DAY) - firstSurvey);
        int lastSurvey = (int) ((until - 1) / DAY) - firstSurvey;
        for (long now = at; ; now = (survey + firstSurvey) * DAY) {
          boolean is = survey >= 0 && value >= cuts.at[survey];
          if (is != (since != NEVER)) {
            if (is) {
              since = now;
            } else {
              size = keep(kept, size, since, now);
              since = NEVER;
            }
          }
          survey++;
          survey = cuts.turn(value, is, survey, lastSurvey);
          if (survey > lastSurvey) {
            break;
          }
        }
      }
      return since == NEVER ? size : keep(kept, size, since, NEVER);
    }

    private int keep(int kept, int size, long since, long until) {
      if (kept < 0) {
        note(HIGH_VALUE, since, until);
        return size;
      }
      if (size + 2 > vips.length) {
        vips = Arrays.copyOf(vips, 2 * vips.length);
      }
      vips[size] = since;
      vips[size + 1] = until;
      return size + 2;
    }

    void add(Part other) {
      for (int s = 0; s < SEGMENTS; s++) {
        intervals[s] += other.intervals[s];
        for (int d = 0; d < days + 2; d++) {
          came[s][d] += other.came[s][d];
          gone[s][d] += other.gone[s][d];
        }
      }
    }

    Found found() {
      int[][] size = new int[SEGMENTS][days];
      int[][] entered = new int[SEGMENTS][days];
      int[][] left = new int[SEGMENTS][days];
      for (int s = 0; s < SEGMENTS; s++) {
        int now = came[s][0];
        for (int d = 0; d < days; d++) {
          entered[s][d] = came[s][d + 1];
          left[s][d] = gone[s][d + 1];
          now += entered[s][d] - left[s][d];
          size[s][d] = now;
        }
      }
      return new Found(intervals, size, entered, left);
    }
  }
}
