package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.prediction.Buyers;
import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Surveys;
import io.trailmark.segmentation.rule.View;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * By what predictions are made: fitted with the first survey of each month to what was ordered
 * before the month began, as live ones are.
 */
final class Fits {
  private final ZoneId zone;
  private final Surveyed surveyed;

  /** The first survey of each month. */
  private final List<Integer> firsts = new ArrayList<>();

  private final List<Buyers> months;

  Fits(ZoneId zone, Surveyed surveyed) {
    this.zone = zone;
    this.surveyed = surveyed;
    for (int i = 0; i < surveyed.size(); i++) {
      if (i == 0 || surveyed.midnight(i) == month(i)) {
        firsts.add(i);
      }
    }
    this.months = firsts.stream().map(i -> new Buyers(Buyers.ENOUGH)).toList();
  }

  /** When the month of a survey begins. */
  private long month(int survey) {
    LocalDate day = Instant.ofEpochMilli(surveyed.midnight(survey)).atZone(zone).toLocalDate();
    return day.withDayOfMonth(1).atStartOfDay(zone).toInstant().toEpochMilli();
  }

  /** Adds customers, whose keys come after those added before. */
  void add(History history) {
    Sources sources = new Sources();
    sources.whole(Kinds.of(View.ORDERED), Set.of());
    Trail trail = sources.trail(history);
    for (int customer = 0; customer < history.customers(); customer++) {
      trail.of(customer);
      View view = new View(trail.timeline(), Surveys.NONE, zone);
      for (int m = 0; m < months.size(); m++) {
        if (!months.get(m).areEnough()) {
          months.get(m).add(view.buyer(month(firsts.get(m))));
        }
      }
    }
  }

  void fit(Buyers.Fitting fitting) {
    for (int m = 0; m < months.size(); m++) {
      int first = firsts.get(m);
      surveyed.fitted(first, months.get(m).fitted(month(first), fitting));
    }
  }
}
