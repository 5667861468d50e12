package io.trailmark.benchmarks.simulation;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.commandhandling.CommandBus;

/**
 * The places at which the process may end as by {@code kill -9}: around every command that takes a
 * step or moves a message on (before it is decided, decided, about to be committed, committed), and
 * before and after a message is handed over.
 */
final class Faults {
  /** What a killed process answers. */
  static final int KILLED = 137;

  private static final String NONE = "none";

  private final String where;
  private final int hit;
  private final Map<String, AtomicInteger> hits = new ConcurrentHashMap<>();

  private Faults(String where, int hit) {
    this.where = where;
    this.hit = hit;
  }

  /**
   * The process ends there.
   *
   * @param fault {@code place:hit}, counted from 1, or {@code none}
   */
  static Faults of(String fault) {
    if (fault.equals(NONE)) {
      return new Faults(NONE, 0);
    }
    int colon = fault.lastIndexOf(':');
    return new Faults(fault.substring(0, colon), Integer.parseInt(fault.substring(colon + 1)));
  }

  /** Comes by a place. */
  void at(String place) {
    int n = hits.computeIfAbsent(place, p -> new AtomicInteger()).incrementAndGet();
    if (place.equals(where) && n == hit) {
      Runtime.getRuntime().halt(KILLED);
    }
  }

  /** How often each place was come by. */
  Map<String, Integer> hits() {
    Map<String, Integer> counted = new TreeMap<>();
    hits.forEach((place, n) -> counted.put(place, n.get()));
    return counted;
  }

  void watch(CommandBus commands) {
    commands.registerHandlerInterceptor(
        (unit, chain) -> {
          String command = unit.getMessage().getPayloadType().getSimpleName();
          if (!isOfSequences(command)) {
            return chain.proceed();
          }
          at("before " + command);
          Object answer = chain.proceed();
          at("decided " + command);
          unit.root().onPrepareCommit(u -> at("committing " + command));
          unit.root().afterCommit(u -> at("committed " + command));
          return answer;
        });
  }

  private static boolean isOfSequences(String command) {
    return switch (command) {
      case "TakeSteps", "StartSending", "RecordDelivery", "DeferDelivery" -> true;
      default -> false;
    };
  }
}
