package io.trailmark.segmentation.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupingTest {

  @Test
  void groupsCustomersThatLookTheSame() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    TreeMap<String, Integer> expected = new TreeMap<>();
    Histories.Builder builder = Histories.builder();
    for (int i = 0; i < 5_000; i++) {
      int purchases = random.nextInt(4);
      int last = purchases == 0 ? 0 : random.nextInt(purchases, 6);
      int days = random.nextInt(last, 10);
      builder.add(purchases, last, days);
      expected.merge(purchases + " " + last + " " + days, 1, Integer::sum);
    }
    Histories histories = builder.build();
    TreeMap<String, Integer> actual = new TreeMap<>();
    for (int i = 0; i < histories.groups(); i++) {
      String key = histories.purchases(i) + " " + histories.lastDay(i) + " " + histories.days(i);
      actual.put(key, histories.customers(i));
    }
    assertThat(actual).isEqualTo(expected).hasSize(histories.groups());
    assertThat(histories.customers()).isEqualTo(5_000);
    assertThat(histories.longest()).isEqualTo(9);
  }

  @Test
  void countsRepeatBuyers() {
    assertThat(Histories.builder().build().repeatBuyers()).isZero();
    assertThat(Histories.builder().add(0, 0, 1).add(0, 0, 2).build().repeatBuyers()).isZero();
    assertThat(Histories.builder().add(0, 0, 1).add(2, 2, 3).build().repeatBuyers()).isOne();
    assertThat(Histories.builder().add(1, 1, 1).add(2, 2, 3).build().repeatBuyers()).isEqualTo(2);
  }

  @Test
  void keepsTheLargestNumbers() {
    int days = Histories.MOST_DAYS;
    Histories histories = Histories.builder().add(days, days, days).add(0, 0, days).build();
    assertThat(histories.purchases(0)).isZero();
    assertThat(histories.purchases(1)).isEqualTo(days);
    assertThat(histories.lastDay(1)).isEqualTo(days);
    assertThat(histories.days(1)).isEqualTo(days);
  }

  @ParameterizedTest
  @CsvSource({"-1, 0, 1", "-1, -1, 1", "1, 0, 1", "3, 2, 4", "1, 2, 1", "1, 1, 1048576", "0, 1, 2"})
  void rejectsWhatIsOutOfRange(int purchases, int lastDay, int days) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Histories.builder().add(purchases, lastDay, days));
  }

  @Test
  void thinsEvenly() {
    Histories.Builder histories = Histories.builder();
    Spendings.Builder spendings = Spendings.builder();
    for (int i = 1; i <= 10; i++) {
      histories.add(i, i, i).add(i, i, i);
      spendings.add(i, i).add(i, i);
    }
    Histories thin = histories.build().thinned(4);
    assertThat(thin.groups()).isEqualTo(3);
    assertThat(thin.purchases(2)).isEqualTo(9);
    assertThat(thin.customers()).isEqualTo(6);
    Spendings thinner = spendings.build().thinned(9);
    assertThat(thinner.groups()).isEqualTo(2);
    assertThat(thinner.transactions(1)).isEqualTo(10);
    assertThat(thinner.customers(1)).isEqualTo(2);
  }

  @Test
  void groupsSpendingsInOrder() {
    Spendings spendings =
        Spendings.builder()
            .add(2, 1e-6)
            .add(1, 1e9)
            .add(1, 19.99)
            .add(Integer.MAX_VALUE, 3)
            .add(1, 19.99)
            .build();
    assertThat(spendings.groups()).isEqualTo(4);
    assertThat(spendings.customers()).isEqualTo(5);
    assertThat(spendings.customers(0)).isEqualTo(2);
    assertThat(spendings.meanValue(0)).isCloseTo(19.99, within(1e-5));
    assertThat(spendings.meanValue(1)).isCloseTo(1e9, within(100d));
    assertThat(spendings.transactions(2)).isEqualTo(2);
    assertThat(spendings.transactions(3)).isEqualTo(Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0", "1, -5", "1, NaN", "1, Infinity"})
  void rejectsWhoSpentNothing(int transactions, double meanValue) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spendings.builder().add(transactions, meanValue));
  }
}
