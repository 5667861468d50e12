package io.trailmark.segmentation.explanation;

import io.trailmark.segmentation.explanation.Why.Evidence;
import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Occasion;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.rule.Where;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** When an occasion was or is, and what says so. */
record OccasionEvidence(Deciding deciding) {

  Evidence last(Occasion occasion) {
    long day = occasion.last(local(), deciding.at());
    return on("the last ", occasion, day == Measure.NONE ? null : LocalDate.ofEpochDay(day));
  }

  Evidence next(Occasion occasion) {
    long day = occasion.next(local(), deciding.at());
    return on("the next ", occasion, day == Measure.NEVER ? null : LocalDate.ofEpochDay(day));
  }

  private View local() {
    return deciding.view().local(deciding.at());
  }

  private Evidence on(String which, Occasion occasion, @Nullable LocalDate day) {
    String what = which + deciding.words().occasion(occasion);
    return Deciding.on(day, because(what, occasion));
  }

  private Evidence because(String what, Occasion occasion) {
    return switch (occasion) {
      case Occasion.Calendar c -> deciding.about(what, List.of(), 0);
      case Occasion.Yearly y -> deciding.about(what, List.of(), 0);
      case Occasion.Declared d -> {
        Selection declared = having(Occasion.Declared.KIND, "occasion", d.name());
        long last = declared.last(deciding.view(), deciding.at());
        yield deciding.allAt(what, declared, last, "month", "day");
      }
      case Occasion.Anniversary a -> {
        Evidence first = deciding.first(a.of());
        yield new Evidence(what, null, null, null, first.total(), first.activities());
      }
    };
  }

  /** Activities of a kind whose property is a text. */
  static Selection.Of having(String kind, String property, String text) {
    Where.Test test = new Where.Test.OneOf(new TreeSet<>(List.of(Where.canonical(text))));
    return new Selection.Of(Kinds.of(kind), new Where(List.of(new Where.Property(property, test))));
  }
}
