package io.trailmark.benchmarks.simulation;

import io.trailmark.benchmarks.simulation.Behaviour.Action;
import io.trailmark.benchmarks.simulation.Ledger.Line;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What each customer of the simulated year should have been sent, from what they did and the
 * segments that they were in, by a loop that knows {@code year.yaml} by heart and nothing of the
 * code that carries it out.
 */
final class Oracle {
  private static final long HOUR = 3_600_000L;
  private static final long DAY = 24 * HOUR;
  private static final long NEVER = Long.MAX_VALUE;
  private static final List<String> PRIORITY =
      List.of("cart", "each-order", "greeting", "best-welcome", "lapsed", "win-back");

  private final String customer;
  private final List<Fact> facts;
  private final TreeMap<Long, Boolean> consents;
  private final TreeMap<String, Line> lines;
  private final long end;
  private final List<Fact> past = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, Long> lastStarts = new HashMap<>();
  private final Map<String, List<Long>> sent = new HashMap<>();

  /** Of the hour: nothing is sent before all due steps are taken. */
  private final List<Intent> intents = new ArrayList<>();

  private boolean suppressed;
  private boolean erased;
  private long reviewed = NEVER;

  private Oracle(
      String customer,
      List<Fact> facts,
      TreeMap<Long, Boolean> consents,
      TreeMap<String, Line> lines,
      long end) {
    this.customer = customer;
    this.facts = facts;
    this.consents = consents;
    this.lines = lines;
    this.end = end;
  }

  /**
   * Something recorded of a customer that is no message.
   *
   * @param at when it happened
   * @param known when it was recorded
   */
  private record Fact(
      String type, String name, long at, long known, boolean quiet, String key, String value) {}

  private record Intent(String message, String channel) {}

  private static final class Run {
    private final String id;
    private final String sequence;
    private final String key;
    private final long started;
    private int step;
    private long due;

    Run(String id, String sequence, String key, long started) {
      this.id = id;
      this.sequence = sequence;
      this.key = key;
      this.started = started;
    }
  }

  private static final String SQL =
      """
      select aggregate, regexp_replace(payload_type, '.*\\.', ''), recorded_at,
        coalesce(e->>'kind', e->>'segment', ''), coalesce(e->>'occurredAt', e->>'at')::bigint,
        coalesce((e->>'quiet')::boolean, false),
        coalesce(e->'properties'->>'orderId', e->'properties'->>'month', ''),
        coalesce(e->'properties'->>'value', e->'properties'->>'day', ''),
        coalesce(e->'properties'->>'trait', '')
      from (select aggregate, sequence, recorded_at, payload_type,
              convert_from(payload, 'UTF8')::json as e from domain_event
            where payload_type ~ '\\.(ActivityRecorded|SegmentEntered|SegmentExited|CustomerErased)$') x
      where coalesce(e->>'kind', '') not in ('message_sent', 'tagged')
      order by aggregate, sequence
      """;

  /** What became of every message, by run and step. */
  static TreeMap<String, Line> expected(String database, Year.Setting setting) throws SQLException {
    Map<String, List<Fact>> facts = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(database, "postgres", "");
        ResultSet row = connection.createStatement().executeQuery(SQL)) {
      while (row.next()) {
        facts
            .computeIfAbsent(row.getString(1), c -> new ArrayList<>())
            .add(
                new Fact(
                    row.getString(2),
                    row.getString(4) + row.getString(9),
                    row.getLong(5),
                    row.getLong(3),
                    row.getBoolean(6),
                    row.getString(7),
                    row.getString(8)));
      }
    }
    TreeMap<String, Line> lines = new TreeMap<>();
    Map<String, TreeMap<Long, Boolean>> consents = consents(setting);
    facts.forEach(
        (customer, own) ->
            new Oracle(
                    customer,
                    own,
                    consents.getOrDefault(customer, new TreeMap<>()),
                    lines,
                    setting.end())
                .go());
    return lines;
  }

  private static Map<String, TreeMap<Long, Boolean>> consents(Year.Setting setting) {
    Map<String, TreeMap<Long, Boolean>> consents = new HashMap<>();
    for (Action action : setting.actions()) {
      if (action instanceof Action.Consent consent) {
        consents
            .computeIfAbsent(Behaviour.key(consent.customer()), c -> new TreeMap<>())
            .put(hour(consent.at()), consent.given());
      }
    }
    return consents;
  }

  /** The hour at which an instant is seen. */
  private static long hour(long at) {
    return -Math.floorDiv(-at, HOUR) * HOUR;
  }

  // --- Time

  private void go() {
    int next = 0;
    while (true) {
      long now = next < facts.size() ? facts.get(next).known() : NEVER;
      for (Run run : runs) {
        now = Math.min(now, hour(run.due));
      }
      if (reviewed != NEVER && !erased) {
        long birthday = birthday(3, LocalTime.of(9, 0), reviewed + 1);
        now = Math.min(now, birthday == NEVER ? NEVER : hour(birthday));
      }
      if (now == NEVER || now > end) {
        return;
      }
      // By time alone first; then what is told at this hour.
      while (next < facts.size() && facts.get(next).known() == now && isOfTime(next, now)) {
        take(facts.get(next++), now);
      }
      comeDates(now);
      steps(now);
      while (next < facts.size() && facts.get(next).known() == now) {
        take(facts.get(next++), now);
      }
      reviewed = now;
      steps(now);
    }
  }

  private boolean isOfTime(int i, long now) {
    return facts.get(i).type().startsWith("Segment");
  }

  private void comeDates(long now) {
    if (reviewed == NEVER || erased) {
      return;
    }
    for (long at = birthday(3, LocalTime.of(9, 0), reviewed + 1);
        at <= now;
        at = birthday(3, LocalTime.of(9, 0), at + 1)) {
      start("greeting", "", at, 300 * DAY);
    }
    reviewed = now;
  }

  private void take(Fact fact, long now) {
    past.add(fact);
    switch (fact.type()) {
      case "CustomerErased" -> {
        erased = true;
        runs.clear();
      }
      case "SegmentEntered" -> {
        if (!fact.quiet()) {
          switch (fact.name()) {
            case "cart-abandoner" -> start("cart", "", fact.at(), 7 * DAY);
            case "best" -> start("best-welcome", "", fact.at(), NEVER);
            case "ghost" -> start("win-back", "", fact.at(), 60 * DAY);
            default -> {}
          }
        }
      }
      case "SegmentExited" -> {
        switch (fact.name()) {
          case "cart-abandoner" -> runs.removeIf(r -> r.sequence.equals("cart"));
          case "ghost" -> runs.removeIf(r -> r.sequence.equals("win-back"));
          case "recent" -> {
            if (!fact.quiet()) {
              start("lapsed", "", fact.at(), 0);
            }
          }
          default -> {}
        }
      }
      default -> {
        runs.removeIf(run -> fact.at() >= run.started && reaches(fact, run));
        if (fact.name().equals("order_placed") && fact.at() > now - DAY) {
          start("each-order", fact.key(), fact.at(), NEVER);
        }
      }
    }
  }

  private static boolean reaches(Fact fact, Run run) {
    return switch (run.sequence) {
      case "cart", "win-back" -> fact.name().equals("order_placed");
      case "lapsed" -> fact.name().equals("order_placed") || fact.name().equals("message_clicked");
      case "each-order" -> fact.name().equals("order_refunded") && fact.key().equals(run.key);
      default -> false;
    };
  }

  private void start(String sequence, String key, long at, long again) {
    String slot = sequence + "\n" + key;
    Long last = lastStarts.get(slot);
    boolean active = runs.stream().anyMatch(r -> r.sequence.equals(sequence) && r.key.equals(key));
    if (erased || active || last != null && (again == NEVER || at - last < again)) {
      return;
    }
    lastStarts.put(slot, at);
    int n = counts.merge(sequence, 1, Integer::sum);
    Run run = new Run(customer + "/" + sequence + "/" + n, sequence, key, at);
    runs.add(run);
    goOn(run, 0, at);
  }

  // --- Steps

  /** What a step is, in words: a channel, or one of the others. */
  private static String step(String sequence, int step) {
    String[] steps =
        switch (sequence) {
          case "cart" ->
              new String[] {
                "email", "wait 1d", "email", "wait 1d", "split", "email", "to 8", "to 8"
              };
          case "each-order" -> new String[] {"wait 09:30", "email", "wait tue,thu 10:00", "sms"};
          case "greeting" -> new String[] {"email", "wait birthday 12:00", "push"};
          case "best-welcome" ->
              new String[] {
                "email",
                "webhook",
                "wait 10d",
                "ordered",
                "tag",
                "email",
                "to 11",
                "to 9",
                "email",
                "wait 2d",
                "email",
                "push"
              };
          case "lapsed" -> new String[] {"wait 2h", "email", "wait 5d", "sms"};
          case "win-back" ->
              new String[] {"email", "wait 4d", "email", "wait 7d", "email", "wait 7d", "suppress"};
          default -> throw new IllegalArgumentException(sequence);
        };
    return step < steps.length ? steps[step] : "end";
  }

  /** The run comes to a step at an instant: it stands before the next that does something. */
  private void goOn(Run run, int from, long at) {
    int i = from;
    while (true) {
      String what = step(run.sequence, i);
      if (what.equals("end")) {
        runs.remove(run);
        return;
      }
      if (what.startsWith("wait ")) {
        run.step = i + 1;
        run.due = awaited(what.substring(5), at);
        if (run.due == NEVER) {
          runs.remove(run);
        }
        return;
      }
      if (isChoice(what)) {
        i = chosen(what, at);
      } else {
        run.step = i;
        run.due = at;
        return;
      }
    }
  }

  private static boolean isChoice(String what) {
    return what.startsWith("to ") || what.equals("split") || what.equals("ordered");
  }

  /** Where a step leads that only says where to go on. */
  private int chosen(String what, long at) {
    return switch (what) {
      case "split" -> half(customer + "\ncart\nincentive") ? 5 : 7;
      case "ordered" -> within("order_placed", at, 10 * DAY) ? 4 : 8;
      default -> Integer.parseInt(what.substring(3));
    };
  }

  private static boolean half(String of) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(of.getBytes(StandardCharsets.UTF_8));
      return Long.remainderUnsigned(ByteBuffer.wrap(hash).getLong(), 100_000_000) < 50_000_000;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean within(String kind, long as, long millis) {
    return past.stream()
        .anyMatch(f -> f.name().equals(kind) && f.at() <= as && as < f.at() + millis);
  }

  private long awaited(String what, long from) {
    return switch (what) {
      case "1d" -> from + DAY;
      case "2d" -> from + 2 * DAY;
      case "4d" -> from + 4 * DAY;
      case "5d" -> from + 5 * DAY;
      case "7d" -> from + 7 * DAY;
      case "10d" -> from + 10 * DAY;
      case "2h" -> from + 2 * HOUR;
      case "09:30" -> onDay(from, LocalTime.of(9, 30), false);
      case "tue,thu 10:00" -> onDay(from, LocalTime.of(10, 0), true);
      case "birthday 12:00" -> birthday(0, LocalTime.NOON, from);
      default -> throw new IllegalArgumentException(what);
    };
  }

  private long onDay(long from, LocalTime time, boolean tuesdayOrThursday) {
    ZoneId zone = zone(from);
    LocalDate day = Instant.ofEpochMilli(from).atZone(zone).toLocalDate();
    while (true) {
      long at = day.atTime(time).atZone(zone).toInstant().toEpochMilli();
      boolean right =
          !tuesdayOrThursday
              || day.getDayOfWeek() == DayOfWeek.TUESDAY
              || day.getDayOfWeek() == DayOfWeek.THURSDAY;
      if (at >= from && right) {
        return at;
      }
      day = day.plusDays(1);
    }
  }

  private ZoneId zone(long at) {
    String zone = "";
    long latest = Long.MIN_VALUE;
    for (Fact fact : past) {
      if (fact.name().equals("trait_changedzone") && fact.at() <= at && fact.at() >= latest) {
        latest = fact.at();
        zone = fact.value();
      }
    }
    return ZoneId.of(zone.isEmpty() ? "UTC" : zone);
  }

  /** Some days before the birthday, at a time, from an instant on. */
  private long birthday(int before, LocalTime time, long from) {
    MonthDay born = null;
    for (Fact fact : past) {
      if (fact.name().equals("occasion_declared")) {
        born = MonthDay.of(Integer.parseInt(fact.key()), Integer.parseInt(fact.value()));
      }
    }
    if (born == null) {
      return NEVER;
    }
    ZoneId zone = zone(from);
    int year = Instant.ofEpochMilli(from).atZone(zone).getYear();
    for (int y = year - 1; ; y++) {
      // 29 February is kept on the 28th where there is none.
      long at =
          born.atYear(y).minusDays(before).atTime(time).atZone(zone).toInstant().toEpochMilli();
      if (at >= from) {
        return at;
      }
    }
  }

  private void steps(long now) {
    takeDue(now);
    for (Intent intent : intents) {
      String obstacle = obstacle(intent.channel(), now);
      if (obstacle != null) {
        lines.put(intent.message(), new Line("skipped", obstacle, now, now));
        sent.computeIfAbsent(intent.channel(), c -> new ArrayList<>()).remove(now);
      }
    }
    intents.clear();
  }

  private void takeDue(long now) {
    while (true) {
      Run next =
          runs.stream()
              .filter(r -> r.due <= now)
              .min(
                  Comparator.comparingLong((Run r) -> r.due)
                      .thenComparingInt(r -> PRIORITY.indexOf(r.sequence))
                      .thenComparingInt(
                          r -> Integer.parseInt(r.id.substring(r.id.lastIndexOf('/') + 1))))
              .orElse(null);
      if (next == null) {
        return;
      }
      take(next, now);
    }
  }

  private void take(Run run, long now) {
    if (run.sequence.equals("each-order") && within("complaint_filed", now, 30 * DAY)) {
      runs.remove(run);
      return;
    }
    String what = step(run.sequence, run.step);
    switch (what) {
      case "email", "sms", "push", "webhook" -> {
        if (!send(run, what, now)) {
          return;
        }
      }
      case "suppress" -> suppressed = true;
      case "tag" -> {}
      default -> {
        // At an end, a choice or a wait of something that came first.
      }
    }
    goOn(run, isAction(what) ? run.step + 1 : run.step, now);
  }

  private static boolean isAction(String what) {
    return switch (what) {
      case "email", "sms", "push", "webhook", "suppress", "tag" -> true;
      default -> false;
    };
  }

  // --- Messages

  /** Whether the run goes on: the message is not postponed. */
  private boolean send(Run run, String channel, long now) {
    String skipped = null;
    if (!channel.equals("webhook")) {
      long late =
          switch (run.sequence) {
            case "cart" -> 3 * DAY;
            case "win-back" -> 6 * HOUR;
            default -> NEVER;
          };
      if (now - run.due > late) {
        skipped = "late";
      } else {
        long until = notQuiet(freeOfCaps(run, channel, now), now);
        if (until > now) {
          run.due = until;
          return false;
        }
      }
      if (skipped == null) {
        intents.add(new Intent(run.id + "/" + run.step, channel));
      }
    }
    lines.put(
        run.id + "/" + run.step,
        new Line(skipped == null ? "sent" : "skipped", skipped == null ? "" : skipped, now, now));
    if (skipped == null) {
      sent.computeIfAbsent(channel, c -> new ArrayList<>()).add(now);
    }
    return true;
  }

  private @Nullable String obstacle(String channel, long now) {
    Map.Entry<Long, Boolean> said = consents.lowerEntry(now);
    if (channel.equals("email") && said != null && !said.getValue()) {
      return "no consent";
    }
    return suppressed ? "suppressed" : null;
  }

  private long freeOfCaps(Run run, String channel, long now) {
    List<Long> went = new ArrayList<>(sent.getOrDefault(channel, List.of()));
    int place = PRIORITY.indexOf(run.sequence);
    for (Run other : runs) {
      if (other != run
          && other.due <= now
          && PRIORITY.indexOf(other.sequence) < place
          && upcoming(other, now).equals(channel)) {
        went.add(now);
      }
    }
    return switch (channel) {
      case "email" -> Math.max(free(went, 2, 3 * DAY, now), free(went, 5, 14 * DAY, now));
      case "sms" -> free(went, 1, 2 * DAY, now);
      default -> now;
    };
  }

  /**
   * What a due run does next that may have to wait: it chooses, tags and calls webhooks at once.
   */
  private String upcoming(Run run, long now) {
    int i = run.step;
    while (true) {
      String what = step(run.sequence, i);
      if (isChoice(what)) {
        i = chosen(what, now);
      } else if (what.equals("tag") || what.equals("webhook")) {
        i++;
      } else {
        return what;
      }
    }
  }

  private static long free(List<Long> went, int most, long millis, long now) {
    return went.size() < most ? now : Math.max(now, went.get(went.size() - most) + millis);
  }

  /** From 21:00 to 08:00 on the customer's clock as of now nothing is sent. */
  private long notQuiet(long at, long now) {
    ZonedDateTime local = Instant.ofEpochMilli(at).atZone(zone(now));
    int hour = local.getHour();
    if (hour >= 8 && hour < 21) {
      return at;
    }
    return local
        .toLocalDate()
        .plusDays(hour >= 21 ? 1 : 0)
        .atTime(8, 0)
        .atZone(local.getZone())
        .toInstant()
        .toEpochMilli();
  }
}
