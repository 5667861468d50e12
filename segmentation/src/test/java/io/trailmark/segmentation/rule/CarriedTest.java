package io.trailmark.segmentation.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What SweepOracleTest's histories do not tell apart: none of their amounts is foreign. */
class CarriedTest {
  private static final Range RANGE = new Range(1, 2);

  private static Selection.Of orders(Where.Condition condition) {
    return new Selection.Of(Kinds.of("order_placed"), new Where(List.of(condition)));
  }

  @Test
  void amountsAreOfACurrency() {
    Measure count = new Measure.Count(orders(new Where.Amount(RANGE)), Window.ALL);
    assertThat(Carried.by(new Rule.Compare(count, RANGE))).containsExactly("currency");
    Measure total =
        new Measure.Amount(
            Measure.Statistic.TOTAL, new Selection.Of(Kinds.of("order_placed")), null, Window.ALL);
    assertThat(Carried.by(total)).containsExactly("currency");
    Measure items =
        new Measure.Amount(
            Measure.Statistic.TOTAL,
            orders(new Where.Currency("GBP", new Where.Test.Exists(true))),
            "discount",
            Window.ALL);
    assertThat(Carried.by(items)).containsExactlyInAnyOrder("currency", "discount");
  }

  @Test
  void plainRulesLookAtNothing() {
    Measure net = new Measure.Net(new Selection.Of(Kinds.of("order_placed")), Window.ALL);
    assertThat(Carried.by(net)).isEmpty();
  }
}
