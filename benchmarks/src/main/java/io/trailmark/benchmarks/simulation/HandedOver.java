package io.trailmark.benchmarks.simulation;

import io.trailmark.commandside.delivery.Delivery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A delivery that does nothing but write down, outside the database, what it was given: what is in
 * the file went out, whatever became of the process afterwards.
 */
final class HandedOver implements Delivery {
  private final Path file;
  private final Faults faults;

  HandedOver(Path file, Faults faults) {
    this.file = file;
    this.faults = faults;
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
