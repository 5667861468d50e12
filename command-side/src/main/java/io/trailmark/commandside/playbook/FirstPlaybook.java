package io.trailmark.commandside.playbook;

import io.trailmark.eventstore.BusinessClock;
import io.trailmark.segmentation.playbook.Playbook;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.spring.config.SpringAxonConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Sees to it that a playbook is active: the one that {@code trailmark.playbook} names, a file,
 * adopted as a new version if it is not what is active; without it the standard playbook, on a
 * fresh store only.
 */
@Component
class FirstPlaybook implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(FirstPlaybook.class);

  /** Whoever starts the server with a playbook means it; nobody is there to be asked. */
  private static final String BECAUSE = "adopted when the server started";

  private final PlaybookService playbooks;
  private final Standings standings;
  private final BusinessClock clock;
  private final String file;
  private volatile boolean running;

  FirstPlaybook(
      PlaybookService playbooks,
      Standings standings,
      BusinessClock clock,
      @Value("${trailmark.playbook:}") String file) {
    this.playbooks = playbooks;
    this.standings = standings;
    this.clock = clock;
    this.file = file;
  }

  @Override
  public void start() {
    running = true;
    int active = standings.refresh().version();
    if (file.isEmpty() && active > 0) {
      return;
    }
    String text = Playbook.complete(file.isEmpty() ? standard() : read(Path.of(file)));
    if (active > 0 && text.equals(standings.text(active))) {
      return;
    }
    try {
      int version = playbooks.adopt(text, clock.millis(), BECAUSE);
      log.info("Playbook version {} is active", version);
    } catch (ConcurrencyException | AggregateStreamCreationException e) {
      log.info("Another node adopted the playbook");
    }
    standings.refresh();
  }

  private static String standard() {
    try (InputStream in = Playbook.class.getResourceAsStream("/playbooks/standard.yaml")) {
      if (in == null) {
        throw new IllegalStateException("playbooks/standard.yaml is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("playbook " + file + " cannot be read", e);
    }
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /**
   * After command handlers are there, before the web server answers and anything happens by time.
   */
  @Override
  public int getPhase() {
    return SpringAxonConfiguration.LIFECYCLE_PHASE + 512;
  }
}
