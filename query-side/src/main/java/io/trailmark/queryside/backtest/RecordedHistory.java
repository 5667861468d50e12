package io.trailmark.queryside.backtest;

import io.trailmark.queryside.history.HistoryMemory;
import io.trailmark.queryside.history.HistorySnapshot;
import io.trailmark.segmentation.backtest.Archive;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Everything recorded, to sweep playbooks over. */
public interface RecordedHistory {

  /**
   * What there was.
   *
   * @param position of the log up to which it goes
   * @param closing to be run when nothing more is read from it
   */
  record Until(Archive archive, long position, Runnable closing) implements AutoCloseable {

    @Override
    public void close() {
      closing.run();
    }
  }

  /**
   * Everything acknowledged before this was called, and perhaps some of what came since.
   *
   * @throws io.trailmark.queryside.history.HistoryTooLarge if it cannot be read at all
   * @throws org.springframework.web.ErrorResponseException 503 while it is still being built
   */
  Until now();

  /** As the read model keeps it. */
  @Configuration(proxyBeanMethods = false)
  class Kept {
    @Bean
    RecordedHistory recordedHistory(HistoryMemory memory) {
      return () -> {
        HistorySnapshot snapshot = memory.current();
        return new Until(snapshot, snapshot.position(), snapshot::close);
      };
    }
  }
}
