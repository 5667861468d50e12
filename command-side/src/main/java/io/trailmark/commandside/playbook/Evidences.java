package io.trailmark.commandside.playbook;

import io.trailmark.eventstore.BusinessClock;
import io.trailmark.segmentation.playbook.Evidence;
import io.trailmark.segmentation.playbook.Playbook;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What this installation knows that speaks for or against a playbook. */
@Component
class Evidences {
  private static final long DAY = 86_400_000L;

  private final VersionLog log;
  private final Standings standings;
  private final CustomerSample customers;
  private final BusinessClock clock;
  private final JdbcClient jdbc;
  private final WrittenTemplates templates;

  Evidences(
      VersionLog log,
      Standings standings,
      CustomerSample customers,
      BusinessClock clock,
      JdbcClient jdbc,
      WrittenTemplates templates) {
    this.log = log;
    this.standings = standings;
    this.customers = customers;
    this.clock = clock;
    this.jdbc = jdbc;
    this.templates = templates;
  }

  /**
   * As of now, for a playbook that is not stored or not active.
   *
   * @param reasoned whether a reason was given: then definitions may change early
   */
  Evidence of(Playbook playbook, boolean reasoned) {
    long now = clock.millis();
    Versions versions = log.read();
    long daysActive =
        versions.activations().isEmpty()
            ? -1
            : Math.max(0, now - versions.activations().getFirst().at()) / DAY;
    return new Evidence(
        daysActive,
        reasoned ? List.of() : versions.definitions().changedEarly(playbook, now),
        new HashSet<>(jdbc.sql("select kind from arrived_kind").query(String.class).list()),
        unwritten(playbook),
        customers.place(playbook, standings.refresh(), now));
  }

  private Set<String> unwritten(Playbook playbook) {
    Set<String> names = new HashSet<>();
    playbook.sequences().forEach(sequence -> names.addAll(sequence.templates()));
    names.removeIf(templates::exists);
    return names;
  }
}
