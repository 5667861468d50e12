package io.trailmark.queryside.movements;

import io.trailmark.queryside.playbook.Zones;
import io.trailmark.queryside.projection.Documents;
import io.trailmark.queryside.projection.Projection;
import io.trailmark.queryside.projection.Recorded;
import io.trailmark.queryside.projection.Workspace;
import io.trailmark.sharedevents.PrimarySegmentChanged;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code movements}, one document a day of the playbook's zone: how many customers moved from which
 * primary segment to which.
 */
@Component
class MovementsProjection implements Projection {
  static final String MOVEMENTS = "movements";

  /** Stands for no segment; no segment is called so. */
  static final String NONE = "-";

  private final Zones zones;

  MovementsProjection(Zones zones) {
    this.zones = zones;
  }

  @Override
  public String name() {
    return MOVEMENTS;
  }

  @Override
  public List<String> collections() {
    return List.of(MOVEMENTS);
  }

  @Override
  public Set<Class<?>> events() {
    return Set.of(PrimarySegmentChanged.class);
  }

  @Override
  public void project(List<Recorded> batch, Workspace workspace) {
    Documents days = workspace.documents(MOVEMENTS);
    days.load(batch.stream().map(r -> day((PrimarySegmentChanged) r.event())).toList());
    for (Recorded recorded : batch) {
      PrimarySegmentChanged e = (PrimarySegmentChanged) recorded.event();
      days.change(
          day(e),
          recorded.position(),
          d -> {
            Document from = (Document) d.computeIfAbsent("from", f -> new Document());
            Document to = (Document) from.computeIfAbsent(orNone(e.from()), f -> new Document());
            to.merge(orNone(e.to()), 1L, (a, b) -> (Long) a + (Long) b);
          });
    }
  }

  private String day(PrimarySegmentChanged e) {
    return Instant.ofEpochMilli(e.at())
        .atZone(zones.of(e.playbookVersion()))
        .toLocalDate()
        .toString();
  }

  private static String orNone(@Nullable String segment) {
    return segment == null ? NONE : segment;
  }
}
