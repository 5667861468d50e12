package io.trailmark.commandside.sequence;

import static io.trailmark.commandside.CommandSide.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.eventstore.TestPostgres;
import java.util.HashSet;
import java.util.Set;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.junit.jupiter.api.Test;

class NodesTest {

  /** Nodes in containers may have the same process id and host name, as two in one JVM have. */
  @Test
  void handlesNoSegmentOfEventsOnTwoNodesAtOnce() throws InterruptedException {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide one = CommandSide.start(database, "2012-05-01T12:00:00Z")) {
      eventually(() -> segments(one).size() == 4);
      try (CommandSide other = CommandSide.join(database)) {
        // A node asks for segments as soon as it starts, and would have got them.
        Thread.sleep(2_000);
        Set<Integer> both = new HashSet<>(segments(one));
        both.retainAll(segments(other));
        assertThat(both).isEmpty();
      }
    }
  }

  private static Set<Integer> segments(CommandSide node) {
    return node.bean(EventProcessingConfiguration.class)
        .eventProcessor(SequenceRun.GROUP, StreamingEventProcessor.class)
        .orElseThrow()
        .processingStatus()
        .keySet();
  }
}
