package io.trailmark.allinone;

import io.trailmark.samples.CompleteJourney;
import io.trailmark.samples.CompleteJourney.Counts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a folder of The Complete Journey tells. */
final class CompleteJourneySource implements ImportSource {
  private final CompleteJourney journey;
  private long sent;

  CompleteJourneySource(CompleteJourney journey) {
    this.journey = journey;
  }

  @Override
  public @Nullable Line next() {
    String activity = journey.next();
    return activity == null ? null : new Line(++sent, activity);
  }

  @Override
  public double progress() {
    return journey.progress();
  }

  @Override
  public void reportBadLines(Consumer<BadLine> report) {
    journey.reportProblems(p -> report.accept(new BadLine(p.line(), p.message(), p.input())));
  }

  @Override
  public List<String> notes() {
    Counts counts = journey.counts();
    return List.of(
        "%,d baskets, %,d campaigns' messages, %,d redeemed coupons, %,d traits of households."
            .formatted(counts.orders(), counts.messages(), counts.coupons(), counts.traits()));
  }

  @Override
  public void close() {
    try {
      journey.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
