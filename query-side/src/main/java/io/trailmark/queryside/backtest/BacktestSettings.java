package io.trailmark.queryside.backtest;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * All machine time.
 *
 * @param concurrent how many a node runs at once
 * @param queue how many may wait, over all nodes
 * @param beat how often a node tells how far it is, and looks for what to do
 * @param lease after which another node takes over from one that says nothing
 */
@Component
record BacktestSettings(
    @Value("${trailmark.backtest.concurrent:1}") int concurrent,
    @Value("${trailmark.backtest.queue:20}") int queue,
    @Value("${trailmark.backtest.beat:500ms}") Duration beat,
    @Value("${trailmark.backtest.lease:10s}") Duration lease) {

  BacktestSettings {
    if (concurrent < 1) {
      throw new IllegalArgumentException("trailmark.backtest.concurrent must be at least 1");
    }
    if (queue < 0) {
      throw new IllegalArgumentException("trailmark.backtest.queue must not be below 0");
    }
    if (lease.compareTo(beat.multipliedBy(3)) < 0) {
      throw new IllegalArgumentException(
          "trailmark.backtest.lease must be at least three times trailmark.backtest.beat");
    }
  }
}
