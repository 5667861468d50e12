package io.trailmark.allinone;

import io.trailmark.samples.OnlineRetail;
import io.trailmark.samples.OnlineRetail.Counts;
import io.trailmark.samples.Purchase;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Purchases of Online Retail. */
final class PurchasesSource implements ImportSource {
  private final OnlineRetail read;
  private final List<Purchase> purchases;
  private int sent;

  PurchasesSource(OnlineRetail read) {
    this(read, read.purchases());
  }

  PurchasesSource(OnlineRetail read, List<Purchase> some) {
    this.read = read;
    this.purchases = some;
  }

  @Override
  public @Nullable Line next() {
    return sent == purchases.size() ? null : new Line(sent + 1, purchases.get(sent++).toJson());
  }

  @Override
  public double progress() {
    return purchases.isEmpty() ? 1 : (double) sent / purchases.size();
  }

  @Override
  public void reportBadLines(Consumer<BadLine> report) {
    read.problems().forEach(p -> report.accept(new BadLine(p.line(), p.message(), p.input())));
  }

  @Override
  public List<String> notes() {
    Counts counts = read.counts();
    return List.of(
        "%,d lines: %,d orders and %,d refunds; left out: %,d lines without a customer, %,d of stock"
                .formatted(
                    counts.lines(),
                    counts.orders(),
                    counts.refunds(),
                    counts.withoutCustomer(),
                    counts.notSold())
            + " or book corrections, %,d unreadable.".formatted(counts.unreadable()));
  }
}
