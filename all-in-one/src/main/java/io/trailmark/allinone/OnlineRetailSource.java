package io.trailmark.allinone;

import io.trailmark.samples.OnlineRetail.Counts;
import io.trailmark.samples.OnlineRetailReader;
import io.trailmark.samples.Purchase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Purchases of a file of Online Retail, a part of it held at a time. */
final class OnlineRetailSource implements ImportSource {
  private final OnlineRetailReader reader;
  private long sent;

  OnlineRetailSource(OnlineRetailReader reader) {
    this.reader = reader;
  }

  @Override
  public @Nullable Line next() {
    Purchase purchase = reader.next();
    return purchase == null ? null : new Line(++sent, purchase.toJson());
  }

  @Override
  public double progress() {
    return reader.progress();
  }

  @Override
  public void reportBadLines(Consumer<BadLine> report) {
    reader.reportProblems(p -> report.accept(new BadLine(p.line(), p.message(), p.input())));
  }

  @Override
  public List<String> notes() {
    return List.of(note(reader.counts()));
  }

  /** What became of a file's lines. */
  static String note(Counts counts) {
    return ("%,d lines: %,d orders and %,d refunds; left out: %,d lines without a customer, %,d of"
            + " stock or book corrections, %,d unreadable.")
        .formatted(
            counts.lines(),
            counts.orders(),
            counts.refunds(),
            counts.withoutCustomer(),
            counts.notSold(),
            counts.unreadable());
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
