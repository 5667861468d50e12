package io.trailmark.segmentation.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.timeline.Properties;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every trigger, choice and end of a sequence, over a small history that can be read. */
class SequencesOfTheBacktestTest {
  private static final Playbook PLAYBOOK =
      Playbook.parse(
          """
          playbook: all
          zone: UTC
          currency: GBP
          segments:
            - { id: fresh, when: { since-last: signed_up, less-than: 3d } }
          sequences:
            welcome:
              on: signed_up
              exit: { count: complaint_filed, at-least: 1 }
              steps:
                - branch:
                    when: { count: product_viewed, at-least: 1 }
                    then: [{ send: picked }]
                    else: [{ send: hello }]
                - { wait: 2d }
                - { send: second }
            each-order:
              on: { activity: order_placed, key: orderId }
              goal: { activity: order_refunded, same: key }
              steps:
                - { wait: 2d }
                - { send: thanks }
                - { webhook: crm }
            birthday:
              on: { occasion: { declared: birthday }, before: 7d, at: "09:00" }
              re-enter: always
              steps: [{ wait: { until: { declared: birthday }, before: 1d } }, { send: soon }]
            missed:
              on: { leaving: fresh }
              steps: [{ send: where-are-you }]
            test:
              on: signed_up
              steps:
                - split:
                    name: half
                    shares:
                      mail: { share: 50%, steps: [{ send: half }] }
                      holdout: { share: 50% }
          """);

  private final Stretch.Builder history = Stretch.builder();
  private long activities;

  private void did(String who, String kind, String when, Map<String, String> carried) {
    long at = Instant.parse(when).toEpochMilli();
    history.add(who, kind, at, 0, Properties.of(carried));
    activities++;
  }

  private Findings found() {
    History all = History.of(java.util.List.of(history.build()));
    return Backtest.run(
        new Backtest.Question(
            PLAYBOOK,
            null,
            LocalDate.of(2011, 3, 1),
            LocalDate.of(2011, 4, 30),
            Instant.parse("2011-05-01T00:00:00Z").toEpochMilli()),
        new Archive() {
          @Override
          public int shards() {
            return 1;
          }

          @Override
          public History shard(int number, Predicate<String> properties) {
            return all;
          }

          @Override
          public long activities() {
            return activities;
          }

          @Override
          public long first() {
            return Instant.parse("2011-03-01T00:00:00Z").toEpochMilli();
          }
        },
        (asOf, histories, spendings) -> new Fitted(asOf, null, null),
        fraction -> {},
        (shard, intervals) -> {});
  }

  private static Map<String, Long> sent(Findings.Sequence sequence) {
    return sequence.sends().stream()
        .collect(Collectors.toMap(Findings.Sends::template, Findings.Sends::sent));
  }

  @Test
  void followsWhatLiveRunsFollow() {
    did("ann", "product_viewed", "2011-03-01T10:00:00Z", Map.of());
    did("ann", "signed_up", "2011-03-02T10:00:00Z", Map.of());
    did("bob", "signed_up", "2011-03-02T10:00:00Z", Map.of());
    did("cat", "signed_up", "2011-03-02T10:00:00Z", Map.of());
    did("cat", "complaint_filed", "2011-03-03T10:00:00Z", Map.of());
    did("dan", "order_placed", "2011-03-05T10:00:00Z", Map.of("orderId", "1"));
    did("dan", "order_placed", "2011-03-05T11:00:00Z", Map.of("orderId", "2"));
    did("dan", "order_placed", "2011-03-05T12:00:00Z", Map.of());
    did("dan", "order_refunded", "2011-03-06T10:00:00Z", Map.of("orderId", "1"));
    did("eve", "occasion_declared", "2011-03-05T10:00:00Z", born("4", "10"));
    did("fay", "occasion_declared", "2011-03-05T10:00:00Z", born("3", "6"));

    Map<String, Findings.Sequence> sequences =
        found().sequences().stream()
            .collect(Collectors.toMap(Findings.Sequence::id, sequence -> sequence));

    Findings.Sequence welcome = sequences.get("welcome");
    assertThat(sent(welcome)).isEqualTo(Map.of("picked", 1L, "hello", 2L, "second", 2L));
    assertThat(welcome.left()).isEqualTo(1);
    assertThat(welcome.completed()).isEqualTo(2);
    Findings.Sequence orders = sequences.get("each-order");
    assertThat(orders.starts()).isEqualTo(2);
    assertThat(orders.goal()).isEqualTo(1);
    assertThat(sent(orders)).isEqualTo(Map.of("thanks", 1L, "crm", 1L));
    assertThat(orders.most()).as("a webhook is no message").isEqualTo(1);
    assertThat(sequences.get("birthday").starts()).isEqualTo(1);
    assertThat(sent(sequences.get("birthday"))).isEqualTo(Map.of("soon", 1L));
    assertThat(sent(sequences.get("missed"))).isEqualTo(Map.of("where-are-you", 3L));
    assertThat(sequences.get("test").completed()).isEqualTo(3);
    assertThat(sent(sequences.get("test")).get("half")).isBetween(0L, 3L);
  }

  private static Map<String, String> born(String month, String day) {
    return Map.of("occasion", "birthday", "month", month, "day", day);
  }
}
