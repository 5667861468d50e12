package io.trailmark.allinone;

import io.trailmark.samples.OnlineRetail;
import io.trailmark.samples.Purchase;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Some purchases of Online Retail that are in memory. */
final class PurchasesSource implements ImportSource {
  private final OnlineRetail read;
  private final List<Purchase> purchases;
  private int sent;

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
    return List.of(OnlineRetailSource.note(read.counts()));
  }
}
