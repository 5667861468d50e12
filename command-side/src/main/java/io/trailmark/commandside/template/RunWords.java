package io.trailmark.commandside.template;

import static io.trailmark.commandside.template.Facts.putIf;

import io.trailmark.commandside.customer.CustomerFacts;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Occasion;
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
      case Trigger.Activity activity -> activity(activity);
      case Trigger.Entering entering -> segment("segment_entered", entering.segment());
      case Trigger.Leaving leaving -> segment("segment_left", leaving.segment());
      case Trigger.OnDate date -> plain("occasion");
      case null -> plain("unknown");
    };
  }

  /** The occasion that set it off, null if none did. */
  @Nullable Map<String, Object> occasion() {
    if (!(of() instanceof Trigger.OnDate date)) {
      return null;
    }
    Occasion occasion = date.time().occasion();
    long day = occasion.next(words.view(), run.startedAt());
    return day == Measure.NEVER ? null : words.occasion(name(occasion), day);
  }

  private static String name(Occasion occasion) {
    return switch (occasion) {
      case Occasion.Declared declared -> declared.name();
      case Occasion.Calendar calendar -> calendar.name();
      case Occasion.Anniversary anniversary -> "anniversary";
      case Occasion.Yearly yearly -> yearly.toString();
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

  private Map<String, Object> segment(String kind, String segment) {
    Map<String, Object> values = plain(kind);
    values.put("segment", segment);
    return values;
  }

  private Map<String, Object> activity(Trigger.Activity trigger) {
    String kind = trigger.kind();
    Map<String, Object> values = plain(kind);
    Column column = words.view().timeline().column(kind);
    int i = column == null ? -1 : place(column, trigger.key());
    if (column == null || i < 0) {
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

  /** A run begins when the activity happened; of several then, the one that carries its key. */
  private int place(Column column, @Nullable String property) {
    int last = column.upTo(run.startedAt()) - 1;
    for (int i = last; i >= 0 && column.at(i) == run.startedAt(); i--) {
      if (property == null
          || String.valueOf(column.properties(i).get(property)).equals(run.key())) {
        return i;
      }
    }
    return last >= 0 && column.at(last) == run.startedAt() ? last : -1;
  }
}
