package io.trailmark.commandside.template;

import static io.trailmark.commandside.template.Facts.putIf;

import io.trailmark.commandside.customer.CustomerFacts;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.sequence.Sequence;
import io.trailmark.segmentation.sequence.Trigger;
import io.trailmark.segmentation.timeline.Column;
import io.trailmark.segmentation.timeline.Properties;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A run, and what set it off, in the words of templates. */
final class RunWords {
  private static final Set<String> VALUED = Set.of("order_placed", "order_refunded");

  private final Words words;
  private final CustomerFacts.Passage run;
  private final Playbook playbook;

  RunWords(Words words, CustomerFacts.Passage run, Playbook playbook) {
    this.words = words;
    this.run = run;
    this.playbook = playbook;
  }

  Map<String, Object> values() {
    return Map.of(
        "sequence", run.sequence(),
        "started_at", words.at(run.startedAt()),
        "trigger", trigger());
  }

  private Map<String, Object> trigger() {
    return switch (of()) {
      case Trigger.Activity activity -> activity(activity.kind());
      case Trigger.Entering entering -> {
        Map<String, Object> values = plain("segment_entered");
        values.put("segment", entering.segment());
        yield values;
      }
      case null -> plain("unknown");
    };
  }

  private @Nullable Trigger of() {
    return playbook.sequences().stream()
        .filter(sequence -> sequence.id().equals(run.sequence()))
        .findFirst()
        .map(Sequence::trigger)
        .orElse(null);
  }

  private Map<String, Object> plain(String kind) {
    Map<String, Object> values = new HashMap<>();
    values.put("kind", kind);
    values.put("at", words.at(run.startedAt()));
    return values;
  }

  private Map<String, Object> activity(String kind) {
    Map<String, Object> values = plain(kind);
    Column column = words.view().timeline().column(kind);
    int i = column == null ? -1 : column.upTo(run.startedAt()) - 1;
    if (column == null || i < 0 || column.at(i) != run.startedAt()) {
      return values;
    }
    Properties carried = column.properties(i);
    values.putAll(words.activity(column.at(i), column.value(i), carried, VALUED.contains(kind)));
    if (carried.get("productId") != null) {
      values.putAll(words.item(carried));
    }
    putIf(values, "plan", carried.get("plan"));
    putIf(values, "feature", carried.get("feature"));
    return values;
  }
}
