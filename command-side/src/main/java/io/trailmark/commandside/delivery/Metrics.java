package io.trailmark.commandside.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How long the queue of each destination is ({@code trailmark.delivery.queued}), how many of it are
 * parked ({@code trailmark.delivery.parked}), and for how many seconds the oldest has been in it
 * ({@code trailmark.delivery.oldest}).
 */
@Component
class Metrics {
  private final JdbcClient jdbc;
  private final MultiGauge queued;
  private final MultiGauge parked;
  private final MultiGauge oldest;
  private final Clock machine = Clock.systemUTC();

  Metrics(JdbcClient jdbc, ObjectProvider<MeterRegistry> registries) {
    MeterRegistry registry = registries.getIfAvailable(SimpleMeterRegistry::new);
    this.jdbc = jdbc;
    this.queued = MultiGauge.builder("trailmark.delivery.queued").register(registry);
    this.parked = MultiGauge.builder("trailmark.delivery.parked").register(registry);
    this.oldest =
        MultiGauge.builder("trailmark.delivery.oldest").baseUnit("seconds").register(registry);
  }

  private record Length(String destination, long queued, long parked, long firstMachine) {}

  /** Counts again. */
  void refresh() {
    List<Length> lengths =
        jdbc.sql(
                "select destination, count(*) filter (where not parked) as queued, count(*) filter"
                    + " (where parked) as parked, coalesce(min(first_machine) filter (where not"
                    + " parked), ?) as first_machine from delivery group by destination")
            .param(machine.millis())
            .query(Length.class)
            .list();
    List<Row<?>> queues = new ArrayList<>();
    List<Row<?>> stuck = new ArrayList<>();
    List<Row<?>> ages = new ArrayList<>();
    for (Length l : lengths) {
      Tags tags = Tags.of("destination", l.destination());
      queues.add(Row.of(tags, l.queued()));
      stuck.add(Row.of(tags, l.parked()));
      ages.add(Row.of(tags, Math.max(0, machine.millis() - l.firstMachine()) / 1_000));
    }
    queued.register(queues, true);
    parked.register(stuck, true);
    oldest.register(ages, true);
  }
}
