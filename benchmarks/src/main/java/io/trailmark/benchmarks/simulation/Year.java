package io.trailmark.benchmarks.simulation;

import io.trailmark.benchmarks.simulation.Behaviour.Action;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Goes through a stretch of time on one database: what customers did until an hour is recorded at
 * that hour, then everything due is done, and only then time goes on to the next hour at which
 * anything is. Where it was ended it goes on when it is started again.
 */
public final class Year {
  private static final long HOUR = 3_600_000L;
  private static final long DAY = 24 * HOUR;

  private final Setting setting;
  private final SteppedClock clock;
  private final List<Node> nodes;
  private final JdbcClient jdbc;
  private final Due due;
  private final List<Action> actions;

  /**
   * What is to be gone through.
   *
   * @param database JDBC URL
   * @param nodes on it
   * @param start of the stretch, a whole hour
   */
  record Setting(String database, int customers, int days, long seed, int nodes, long start) {
    long end() {
      return start + days * DAY;
    }

    /** Nothing happens in the last days, so that most of what was begun comes to an end. */
    List<Action> actions() {
      return Behaviour.of(customers, start, end() - 20 * DAY, seed);
    }
  }

  private Year(Setting setting, SteppedClock clock, List<Node> nodes) {
    this.setting = setting;
    this.clock = clock;
    this.nodes = nodes;
    this.jdbc = nodes.getFirst().jdbc();
    this.due = new Due(nodes);
    this.actions = setting.actions();
  }

  /**
   * Arguments: database, playbook, file of what was handed over, customers, days, seed, nodes,
   * start, fault, file for how often each place of a fault was come by.
   */
  public static void main(String[] args) throws Exception {
    Setting setting =
        new Setting(
            args[0],
            Integer.parseInt(args[3]),
            Integer.parseInt(args[4]),
            Long.parseLong(args[5]),
            Integer.parseInt(args[6]),
            Long.parseLong(args[7]));
    Faults faults = Faults.of(args[8]);
    run(setting, args[1], Path.of(args[2]), faults);
    Files.writeString(Path.of(args[9]), String.valueOf(faults.hits()), StandardCharsets.UTF_8);
    // Whatever thread is still there.
    Runtime.getRuntime().halt(0);
  }

  static void run(Setting setting, String playbook, Path handedOver, Faults faults)
      throws Exception {
    SteppedClock clock = new SteppedClock(setting.start());
    List<Node> nodes = new ArrayList<>();
    try {
      Progress reached = Progress.of(setting.database());
      clock.step(reached == null ? setting.start() : reached.now());
      for (int i = 0; i < setting.nodes(); i++) {
        nodes.add(
            Node.start(
                setting.database(), playbook, clock, new HandedOver(handedOver, faults), faults));
      }
      Year year = new Year(setting, clock, nodes);
      year.go(reached == null ? year.begin() : reached);
    } finally {
      nodes.forEach(Node::close);
    }
  }

  /** Customers have the same keys in every run: splits go by them. */
  private Progress begin() {
    for (int c = 0; c < setting.customers(); c++) {
      jdbc.sql("insert into identity (customer, source_id) values (?, ?)")
          .params(List.of(Behaviour.key(c), Behaviour.source(c)))
          .update();
    }
    Progress begun = new Progress(setting.start(), setting.start());
    begun.create(jdbc);
    return begun;
  }

  private void go(Progress from) throws Exception {
    long told = from.told();
    due.await(clock.millis());
    while (true) {
      long now = clock.millis();
      tell(told, now);
      due.await(now);
      due.forget();
      told = now;
      if (now >= setting.end()) {
        return;
      }
      long next = Math.min(setting.end(), next(now));
      new Progress(next, told).store(jdbc);
      clock.step(next);
      due.await(next);
    }
  }

  /** The first whole hour at which anything happens. */
  private long next(long now) {
    long first = Math.min(due.next(), (Math.floorDiv(now, DAY) + 1) * DAY);
    for (Action action : actions) {
      if (action.at() > now) {
        first = Math.min(first, action.at());
        break;
      }
    }
    return Math.max(now + HOUR, -Math.floorDiv(-first, HOUR) * HOUR);
  }

  /** Tells the server what happened after one instant up to another. */
  private void tell(long after, long upTo) throws Exception {
    List<Action> told = actions.stream().filter(a -> a.at() > after && a.at() <= upTo).toList();
    List<Integer> erased =
        told.stream().filter(Action.Erasure.class::isInstance).map(Action::customer).toList();
    List<String> activities = new ArrayList<>();
    for (Action action : told) {
      Node node = nodes.get(action.customer() % nodes.size());
      String path = "/v1/customers/" + Behaviour.source(action.customer());
      switch (action) {
        case Action.Contact contact -> {
          if (!erased.contains(contact.customer())) {
            node.send("PUT", path, body(contact));
          }
        }
        case Action.Activity activity -> activities.add(activity.json());
        default -> {}
      }
    }
    if (!activities.isEmpty()) {
      String body = "{\"activities\":[" + String.join(",", activities) + "]}";
      String answer = nodes.getLast().send("POST", "/v1/activities", body);
      if (!answer.contains("\"rejected\":[]")) {
        throw new IllegalStateException(answer);
      }
    }
    // What they set off is sent before anybody takes consent back or is erased, in every run.
    due.await(upTo);
    for (Action action : told) {
      Node node = nodes.get(action.customer() % nodes.size());
      String path = "/v1/customers/" + Behaviour.source(action.customer());
      switch (action) {
        case Action.Consent consent -> {
          if (!erased.contains(consent.customer())) {
            node.send("PUT", path + "/consents", body(consent));
          }
        }
        case Action.Erasure ignored -> node.send("DELETE", path, "");
        default -> {}
      }
    }
  }

  private static String body(Action.Contact contact) {
    String traits = contact.zone().isEmpty() ? "" : "\"zone\":\"" + contact.zone() + "\"";
    return "{\"email\":\"%s@example.invalid\",\"phone\":\"+44%010d\",\"traits\":{%s}}"
        .formatted(Behaviour.source(contact.customer()), contact.customer(), traits);
  }

  private static String body(Action.Consent consent) {
    return "{\"consents\":[{\"purpose\":\"marketing\",\"channel\":\"email\",\"given\":%s}]}"
        .formatted(consent.given());
  }
}
