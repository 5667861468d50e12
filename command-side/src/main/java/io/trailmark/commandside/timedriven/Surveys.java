package io.trailmark.commandside.timedriven;

import io.trailmark.commandside.customer.Fits;
import io.trailmark.commandside.customer.PastCutsOfAll;
import io.trailmark.commandside.playbook.PlaybookService;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.prediction.BgNbd;
import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.prediction.GammaGamma;
import io.trailmark.segmentation.review.PastCuts;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.sharedevents.SurveyTaken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes the cuts of every top-p% condition from the ranking table, and has the models behind
 * predicted measures fitted: anew with the first survey of a month, and whenever a survey follows
 * an import or an activation. Such a survey also finds what those before it would have found, where
 * conditions with a margin ask for it.
 *
 * <p>A daily survey reads {@code value}: no customer is reviewed past a midnight whose survey is
 * not taken, so every row is as of before it. A survey after an import or an activation is as of
 * the last midnight, which customers may have been reviewed past: it reads {@code before} of the
 * rows written since.
 */
@Component
class Surveys {
  private final JdbcClient jdbc;
  private final PlaybookService playbooks;
  private final Fits predictions;
  private final PastCutsOfAll pasts;
  private final TransactionTemplate snapshot;

  Surveys(
      JdbcClient jdbc,
      PlaybookService playbooks,
      Fits predictions,
      PastCutsOfAll pasts,
      PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.playbooks = playbooks;
    this.predictions = predictions;
    this.pasts = pasts;
    this.snapshot = new TransactionTemplate(transactions);
    // All queries of a survey see the same ranking.
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    snapshot.setReadOnly(true);
  }

  /**
   * Takes the daily survey as of {@code midnight}; false if another node did.
   *
   * @param quiet an import's own survey is still to come: what this one moves may be its doing
   */
  boolean takeDaily(Standing standing, long midnight, boolean quiet) {
    Fitted newest = standing.newestFit();
    boolean ofThisMonth = newest != null && newest.asOf() >= standing.monthOf(midnight);
    return take(standing, midnight, midnight, quiet, "value", false, !ofThisMonth);
  }

  /**
   * Takes a survey as of the last midnight that holds from {@code now}, or from the end of that day
   * if this is later; false if something else came to stand meanwhile.
   */
  boolean takeAgain(Standing standing, long now) {
    long midnight = standing.lastSurvey();
    long from = Math.min(now, standing.midnight(midnight, 1) - 1);
    String value = "case when midnight >= " + midnight + " then before else value end";
    return take(standing, midnight, from, true, value, true, true);
  }

  /**
   * @param again whether it follows an import or an activation, after which what was found before
   *     may be another
   * @param fits whether what predictions are made by may have changed
   */
  private boolean take(
      Standing standing,
      long asOf,
      long from,
      boolean quiet,
      String value,
      boolean again,
      boolean fits) {
    Playbook playbook = standing.playbook();
    if (playbook == null) {
      return false;
    }
    List<SurveyTaken.Cut> cuts = snapshot.execute(status -> cuts(playbook, value));
    SurveyTaken.Fit fit = fits && playbook.predicts() ? fit(standing, playbook, asOf) : null;
    SurveyTaken.Past past =
        again && !playbook.marginalCuts().isEmpty() ? past(playbook, asOf) : null;
    return playbooks.takeSurvey(standing.version(), asOf, from, quiet, cuts, fit, past);
  }

  /** As of the beginning of the month; null if that is what predictions are made by already. */
  private SurveyTaken.@Nullable Fit fit(Standing standing, Playbook playbook, long asOf) {
    Fitted fitted = predictions.fit(playbook.zone(), standing.monthOf(asOf));
    if (fitted.equals(standing.newestFit())) {
      return null;
    }
    BgNbd buying = fitted.buying();
    GammaGamma spending = fitted.spending();
    return new SurveyTaken.Fit(
        fitted.asOf(),
        buying == null
            ? null
            : new SurveyTaken.Buying(buying.r(), buying.alpha(), buying.a(), buying.b()),
        spending == null
            ? null
            : new SurveyTaken.Spending(spending.p(), spending.q(), spending.gamma()));
  }

  private SurveyTaken.Past past(Playbook playbook, long asOf) {
    PastCuts past = pasts.find(playbook, asOf);
    List<Long> midnights = IntStream.range(0, past.size()).mapToObj(past::midnight).toList();
    List<SurveyTaken.PastCut> cuts = new ArrayList<>();
    for (TopCut top : playbook.marginalCuts()) {
      List<@Nullable Long> values = new ArrayList<>();
      for (int i = 0; i < past.size(); i++) {
        long cut = past.cut(top, i);
        values.add(cut == Measure.NEVER ? null : (Long) cut);
      }
      cuts.add(new SurveyTaken.PastCut(top.measure().key(), top.percent().toPlainString(), values));
    }
    return new SurveyTaken.Past(midnights, cuts);
  }

  private List<SurveyTaken.Cut> cuts(Playbook playbook, String value) {
    Map<String, Long> populations = new HashMap<>();
    List<SurveyTaken.Cut> cuts = new ArrayList<>();
    for (TopCut top : playbook.cuts()) {
      String measure = top.measure().key();
      long population = populations.computeIfAbsent(measure, m -> population(m, value));
      Long cut = cut(measure, value, top.among(population), population);
      cuts.add(new SurveyTaken.Cut(measure, top.percent().toPlainString(), cut, population));
    }
    return cuts;
  }

  private long population(String measure, String value) {
    return jdbc.sql("select count(*) from ranking where measure = ? and " + value + " > 0")
        .param(measure)
        .query(Long.class)
        .single();
  }

  /** The smallest value that occurs such that no more than {@code most} are at it or above. */
  private @Nullable Long cut(String measure, String value, long most, long population) {
    if (most == 0) {
      return null;
    }
    if (most >= population) {
      return atLeast(measure, value, 0).orElse(null);
    }
    long firstOut =
        jdbc.sql(
                "select v from (select "
                    + value
                    + " as v from ranking where measure = ?) r where v > 0 order by v desc offset"
                    + " ? limit 1")
            .params(List.of(measure, most))
            .query(Long.class)
            .single();
    return atLeast(measure, value, firstOut).orElse(null);
  }

  private Optional<Long> atLeast(String measure, String value, long above) {
    return jdbc.sql(
            "select v from (select "
                + value
                + " as v from ranking where measure = ?) r where v > ? order by v limit 1")
        .params(List.of(measure, above))
        .query(Long.class)
        .optional();
  }
}
