package io.trailmark.queryside.customers;

import io.trailmark.queryside.playbook.Zones;
import io.trailmark.queryside.projection.Documents;
import io.trailmark.queryside.projection.Projection;
import io.trailmark.queryside.projection.Recorded;
import io.trailmark.queryside.projection.Workspace;
import io.trailmark.sharedevents.ActivityRecorded;
import io.trailmark.sharedevents.Cause;
import io.trailmark.sharedevents.CustomerEvent;
import io.trailmark.sharedevents.PrimarySegmentChanged;
import io.trailmark.sharedevents.SegmentEntered;
import io.trailmark.sharedevents.SegmentExited;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Who is in which segment, and what follows from it.
 *
 * <ul>
 *   <li>{@code customers}, by key: memberships, primary segment, {@link Orders}. Activities other
 *       than orders and refunds write nothing.
 *   <li>{@code segments}: one document with the size of every segment.
 *   <li>{@code segment_days}, by segment and month: entered and left by day.
 *   <li>{@code members}, by segment and {@link Bucket}: who is in, since when.
 * </ul>
 *
 * The last three are computed from how a customer's own document changes, so they are written
 * before it.
 */
@Component
public class CustomersProjection implements Projection {
  public static final String CUSTOMERS = "customers";
  public static final String SEGMENTS = "segments";
  public static final String DAYS = "segment_days";
  public static final String MEMBERS = "members";

  /** The one document of {@link #SEGMENTS}. */
  public static final String SIZES = "sizes";

  private final Zones zones;

  public CustomersProjection(Zones zones) {
    this.zones = zones;
  }

  @Override
  public String name() {
    return CUSTOMERS;
  }

  @Override
  public List<String> collections() {
    return List.of(SEGMENTS, DAYS, MEMBERS, CUSTOMERS);
  }

  @Override
  public Set<Class<?>> events() {
    return Set.of(
        ActivityRecorded.class,
        SegmentEntered.class,
        SegmentExited.class,
        PrimarySegmentChanged.class);
  }

  @Override
  public void project(List<Recorded> batch, Workspace workspace) {
    List<Recorded> relevant = batch.stream().filter(CustomersProjection::isRelevant).toList();
    if (relevant.isEmpty()) {
      return;
    }
    Batch applying = new Batch(workspace);
    applying.load(relevant);
    relevant.forEach(applying::apply);
  }

  private static boolean isRelevant(Recorded recorded) {
    return !(recorded.event() instanceof ActivityRecorded a)
        || a.kind().equals("order_placed")
        || a.kind().equals("order_refunded");
  }

  /** Key of a segment's month in {@link #DAYS}: sorts by month within the segment. */
  public static String month(String segment, LocalDate day) {
    return "%s|%04d-%02d".formatted(segment, day.getYear(), day.getMonthValue());
  }

  private LocalDate day(int version, long at) {
    return Instant.ofEpochMilli(at).atZone(zones.of(version)).toLocalDate();
  }

  private final class Batch {
    private final Documents customers;
    private final Documents sizes;
    private final Documents days;
    private final Documents members;

    Batch(Workspace workspace) {
      customers = workspace.documents(CUSTOMERS);
      sizes = workspace.documents(SEGMENTS);
      days = workspace.documents(DAYS);
      members = workspace.documents(MEMBERS);
    }

    void load(List<Recorded> batch) {
      Set<String> keys = new HashSet<>();
      Set<String> months = new HashSet<>();
      Set<String> buckets = new HashSet<>();
      for (Recorded recorded : batch) {
        CustomerEvent event = (CustomerEvent) recorded.event();
        keys.add(event.customer());
        switch (event) {
          case SegmentEntered e -> {
            months.add(month(e.segment(), day(e.playbookVersion(), e.at())));
            buckets.add(Bucket.id(e.segment(), e.customer()));
          }
          case SegmentExited e -> {
            months.add(month(e.segment(), day(e.playbookVersion(), e.at())));
            buckets.add(Bucket.id(e.segment(), e.customer()));
          }
          default -> {}
        }
      }
      customers.load(keys);
      days.load(months);
      members.load(buckets);
    }

    void apply(Recorded recorded) {
      CustomerEvent event = (CustomerEvent) recorded.event();
      long position = recorded.position();
      if (!customers.awaits(event.customer(), position)) {
        return;
      }
      switch (event) {
        case ActivityRecorded e ->
            customers.change(e.customer(), position, c -> Orders.add(c, e, recorded.at()));
        case SegmentEntered e ->
            move(
                position,
                e.customer(),
                e.segment(),
                new Membership(true, e.at(), e.cause(), e.playbookVersion(), 0, false));
        case SegmentExited e ->
            move(
                position,
                e.customer(),
                e.segment(),
                new Membership(false, e.at(), e.cause(), e.playbookVersion(), 0, false));
        case PrimarySegmentChanged e -> changePrimary(position, e.customer(), e.to());
        default -> {}
      }
    }

    private void move(long position, String key, String segment, Membership to) {
      Membership old = Membership.of(customers.get(key), segment);
      Membership now = to.after(old, day(to.version(), to.since()));
      if (now.in() != old.in()) {
        sizes.change(SIZES, position, s -> add(sub(s, "size"), segment, now.in() ? 1 : -1));
        members.change(
            Bucket.id(segment, key),
            position,
            b -> {
              if (now.in()) {
                sub(b, "members").put(key, now.since());
              } else {
                sub(b, "members").remove(key);
              }
            });
      }
      int was = now.day() == old.day() ? old.overDay() : 0;
      int is = now.overDay();
      if (was != is) {
        LocalDate day = LocalDate.ofEpochDay(now.day());
        days.change(
            month(segment, day),
            position,
            m -> {
              Document d = sub(m, "%02d".formatted(day.getDayOfMonth()));
              add(d, "entered", (is > 0 ? 1 : 0) - (was > 0 ? 1 : 0));
              add(d, "left", (is < 0 ? 1 : 0) - (was < 0 ? 1 : 0));
            });
      }
      customers.change(key, position, c -> now.put(c, segment));
    }

    private void changePrimary(long position, String key, @Nullable String to) {
      String from = customers.get(key).getString("primary");
      sizes.change(
          SIZES,
          position,
          s -> {
            Document primary = sub(s, "primary");
            if (from != null) {
              add(primary, from, -1);
            }
            if (to != null) {
              add(primary, to, 1);
            }
          });
      customers.change(key, position, c -> c.put("primary", to));
    }
  }

  static Document sub(Document document, String field) {
    return (Document) document.computeIfAbsent(field, f -> new Document());
  }

  private static void add(Document document, String field, long n) {
    Long before = document.getLong(field);
    document.put(field, (before == null ? 0 : before) + n);
  }

  /**
   * A customer and a segment, as of the last transition.
   *
   * @param since of the last transition
   * @param day of the last transition, days since 1970-01-01 in the playbook's zone
   * @param inBefore whether the customer was in at the end of the day before
   */
  private record Membership(
      boolean in, long since, Cause cause, int version, long day, boolean inBefore) {

    static final Membership NEVER =
        new Membership(false, Long.MIN_VALUE, Cause.ACTIVITY, 0, Long.MIN_VALUE, false);

    static Membership of(Document customer, String segment) {
      Document memberships = customer.get("memberships", Document.class);
      Document m = memberships == null ? null : memberships.get(segment, Document.class);
      return m == null
          ? NEVER
          : new Membership(
              m.getBoolean("in"),
              m.getLong("since"),
              Cause.valueOf(m.getString("cause")),
              m.getInteger("version"),
              m.getLong("day"),
              m.getBoolean("inBefore"));
    }

    /** This transition put after another one, with what its day counts. */
    Membership after(Membership old, LocalDate on) {
      // Another version's zone may tell an earlier day for a later instant.
      long day = Math.max(on.toEpochDay(), old.day);
      return new Membership(in, since, cause, version, day, day == old.day ? old.inBefore : old.in);
    }

    /** 1: entered over the day, -1: left, 0: is as the day before, whatever was between. */
    int overDay() {
      return (in ? 1 : 0) - (inBefore ? 1 : 0);
    }

    void put(Document customer, String segment) {
      sub(customer, "memberships")
          .put(
              segment,
              new Document("in", in)
                  .append("since", since)
                  .append("cause", cause.name())
                  .append("version", version)
                  .append("day", day)
                  .append("inBefore", inBefore));
    }
  }
}
