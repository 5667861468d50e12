package io.trailmark.commandside.delivery;

import io.trailmark.eventstore.BusinessClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Takes what is in the queue to where it goes; every node does. */
@Component
class Workers implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Workers.class);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(10);
  private static final Duration SELDOM = Duration.ofSeconds(5);
  private static final Duration LONGEST_END = Duration.ofSeconds(10);

  private final DeliveryQueue queue;
  private final DeliverySettings settings;
  private final Pauses pauses;
  private final MessageCarrier messages;
  private final CourierCarrier facts;
  private final BusinessClock clock;
  private final Metrics metrics;
  private final List<Way> ways;
  private final Set<Long> held = ConcurrentHashMap.newKeySet();
  private volatile Map<String, Lanes> lanes = Map.of();
  private volatile boolean running;
  private volatile Thread keeper = new Thread();

  Workers(
      DeliveryQueue queue,
      DeliverySettings settings,
      Pauses pauses,
      MessageCarrier messages,
      CourierCarrier facts,
      BusinessClock clock,
      Metrics metrics,
      List<Way> ways) {
    this.queue = queue;
    this.settings = settings;
    this.pauses = pauses;
    this.messages = messages;
    this.facts = facts;
    this.clock = clock;
    this.metrics = metrics;
    this.ways = ways;
  }

  @Override
  public void start() {
    running = true;
    Map<String, Lanes> all = new LinkedHashMap<>();
    for (Way way : ways) {
      way.deliveries()
          .forEach(
              (destination, delivery) ->
                  all.computeIfAbsent(destination, d -> lanes(way, d, delivery)));
    }
    for (Way way : ways) {
      way.couriers().forEach(courier -> all.put(courier.destination(), lanes(courier)));
    }
    all.put("", lanesToNowhere(all.keySet()));
    lanes = Map.copyOf(all);
    keeper = Thread.ofVirtual().name("delivery-keeper").start(this::keep);
  }

  private Lanes lanes(Way way, String destination, Delivery delivery) {
    Pace own = way.pace(destination);
    return new Lanes(
        destination,
        own == null ? settings.pace(destination) : own,
        delivery.together(),
        PAUSE,
        most -> take("d.destination = ?", most, destination),
        holding(rows -> messages.carry(delivery, rows)));
  }

  private Lanes lanes(Courier courier) {
    return new Lanes(
        courier.destination(),
        courier.pace(),
        1,
        PAUSE,
        most ->
            take(
                "d.destination = ? and not exists (select from delivery e where e.destination ="
                    + " d.destination and e.customer = d.customer and e.id < d.id)",
                most,
                courier.destination()),
        holding(rows -> facts.carry(courier, rows)));
  }

  /** What goes where nothing is configured (any more) fails, and says so. */
  private Lanes lanesToNowhere(Set<String> known) {
    return new Lanes(
        "nowhere",
        Pace.USUAL,
        1,
        SELDOM,
        most -> take("d.destination <> all(?)", most, (Object) known.toArray(String[]::new)),
        holding(this::failUnknown));
  }

  private void failUnknown(List<Queued> rows) {
    for (Queued row : rows) {
      if (row.message() == null) {
        queue.done(List.of(row.id()));
      } else {
        messages.carry(Nowhere.DELIVERY, List.of(row));
      }
    }
  }

  private List<Queued> take(String which, int most, Object... parameters) {
    List<Pauses.Pause> paused = pauses.all();
    if (paused.stream().anyMatch(p -> p.holds(null, null))) {
      return List.of();
    }
    List<Object> all = new ArrayList<>(List.of(parameters));
    String condition = which;
    if (!paused.isEmpty()) {
      condition += " and (d.run is null or d.sequence <> all(?) and d.run <> all(?))";
      all.add(texts(paused.stream().map(Pauses.Pause::sequence)));
      all.add(texts(paused.stream().map(Pauses.Pause::run)));
    }
    List<Queued> rows = queue.take(condition, most, all.toArray());
    rows.forEach(row -> held.add(row.id()));
    return rows;
  }

  private static String[] texts(Stream<?> all) {
    return all.filter(String.class::isInstance).toArray(String[]::new);
  }

  /** Keeps rows while they are worked on, and gives them back if that breaks off. */
  private Consumer<List<Queued>> holding(Consumer<List<Queued>> work) {
    return rows -> {
      List<Long> ids = rows.stream().map(Queued::id).toList();
      try {
        work.accept(rows);
      } catch (Throwable e) {
        log.error("Delivering {} broke off", ids, e);
        queue.giveBack(ids);
        throw e;
      } finally {
        ids.forEach(held::remove);
      }
    };
  }

  private void keep() {
    long counted = System.nanoTime() - BETWEEN_COUNTS.toNanos();
    Duration renewal = settings.lease().dividedBy(3);
    long renewed = System.nanoTime();
    try {
      while (running) {
        Thread.sleep(PAUSE);
        try {
          queue.wake(clock.millis());
          if (System.nanoTime() - renewed > renewal.toNanos()) {
            renewed = System.nanoTime();
            queue.keep(List.copyOf(held));
          }
          if (System.nanoTime() - counted > BETWEEN_COUNTS.toNanos()) {
            counted = System.nanoTime();
            metrics.refresh();
          }
        } catch (RuntimeException e) {
          log.warn("The queue cannot be reached: tried again", e);
        }
      }
    } catch (InterruptedException e) {
      log.debug("The queue is kept no more");
    }
  }

  /** Something was put in by the transaction that this thread is in. */
  void wakeAfterCommit(String destination) {
    if (CurrentUnitOfWork.isStarted()) {
      CurrentUnitOfWork.get().root().afterCommit(committed -> wake(destination));
    } else {
      wake(destination);
    }
  }

  /** Something else is ready than what was. */
  void wakeAll() {
    lanes.values().forEach(Lanes::wake);
  }

  private void wake(String destination) {
    Lanes known = lanes.get(destination);
    if (known != null) {
      known.wake();
    }
  }

  @Override
  public void stop() {
    running = false;
    lanes.values().forEach(Lanes::stop);
    try {
      long end = System.nanoTime() + LONGEST_END.toNanos();
      for (Lanes each : lanes.values()) {
        each.awaitEnd(Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    keeper.interrupt();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
