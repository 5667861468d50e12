package io.trailmark.benchmarks.simulation;

import io.trailmark.commandside.delivery.Delivery;
import io.trailmark.commandside.delivery.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.springframework.core.PriorityOrdered;

/**
 * A delivery that does nothing but write down, outside the database, what it was given: what is in
 * the file went out, whatever became of the process afterwards.
 */
final class HandedOver implements Delivery, Way, PriorityOrdered {
  private final Path file;
  private final Faults faults;

  HandedOver(Path file, Faults faults) {
    this.file = file;
    this.faults = faults;
  }

  /** Before all others, for every destination of the playbooks. */
  @Override
  public Map<String, Delivery> deliveries() {
    return Map.of("email", this, "sms", this, "push", this, "webhook:crm", this);
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  public String name() {
    return "simulation";
  }

  @Override
  public void deliver(Message message) {
    faults.at("before handing over");
    write(message.run() + "/" + message.step() + "\n");
    faults.at("handed over");
  }

  private synchronized void write(String line) {
    try {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
