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

/**
 * By what predictions are made: fitted with the first survey of each month to what was ordered
 * before the month began, as live ones are. Customers have their numbers in order of their keys.
 */
final class Fits {
  private final ZoneId zone;
  private final History history;
  private final Surveyed surveyed;

  /** The first survey of each month. */
  private final List<Integer> firsts = new ArrayList<>();

  Fits(ZoneId zone, History history, Surveyed surveyed) {
    this.zone = zone;
    this.history = history;
    this.surveyed = surveyed;
    for (int i = 0; i < surveyed.size(); i++) {
      if (i == 0 || surveyed.midnight(i) == month(i)) {
        firsts.add(i);
      }
    }
  }

  /** When the month of a survey begins. */
  private long month(int survey) {
    LocalDate day = Instant.ofEpochMilli(surveyed.midnight(survey)).atZone(zone).toLocalDate();
    return day.withDayOfMonth(1).atStartOfDay(zone).toInstant().toEpochMilli();
  }

  void fit(Buyers.Fitting fitting) {
    List<Buyers> months = firsts.stream().map(i -> new Buyers(Buyers.ENOUGH)).toList();
    Sources sources = new Sources();
    sources.whole(Kinds.of(View.ORDERED));
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
    for (int m = 0; m < months.size(); m++) {
      int first = firsts.get(m);
      surveyed.fitted(first, months.get(m).fitted(month(first), fitting));
    }
  }
}
