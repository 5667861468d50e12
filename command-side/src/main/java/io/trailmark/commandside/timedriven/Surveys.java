package io.trailmark.commandside.timedriven;

import io.trailmark.commandside.customer.Fits;
import io.trailmark.commandside.playbook.PlaybookService;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.prediction.BgNbd;
import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.prediction.GammaGamma;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.sharedevents.SurveyTaken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes the cuts of every top-p% condition from the ranking table, and has the models behind
 * predicted measures fitted: anew with the first survey of a month, and whenever a survey follows
 * an import or an activation.
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
  private final Fits fits;
  private final TransactionTemplate snapshot;

  Surveys(
      JdbcClient jdbc,
      PlaybookService playbooks,
      Fits fits,
      PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.playbooks = playbooks;
    this.fits = fits;
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
    return take(standing, midnight, midnight, quiet, "value", !ofThisMonth);
  }

  /**
   * Takes a survey as of the last midnight that holds from {@code now}, or from the end of that day
   * if this is later; false if something else came to stand meanwhile.
   */
  boolean takeAgain(Standing standing, long now) {
    long midnight = standing.lastSurvey();
    long from = Math.min(now, standing.midnight(midnight, 1) - 1);
    String value = "case when midnight >= " + midnight + " then before else value end";
    return take(standing, midnight, from, true, value, true);
  }

  /**
   * @param anew whether what predictions are made by may have changed
   */
  private boolean take(
      Standing standing, long asOf, long from, boolean quiet, String value, boolean anew) {
    Playbook playbook = standing.playbook();
    if (playbook == null) {
      return false;
    }
    List<SurveyTaken.Cut> cuts = snapshot.execute(status -> cuts(playbook, value));
    SurveyTaken.Fit fit = anew && playbook.predicts() ? fit(standing, playbook, asOf) : null;
    return playbooks.takeSurvey(standing.version(), asOf, from, quiet, cuts, fit);
  }

  /** As of the beginning of the month; null if that is what predictions are made by already. */
  private SurveyTaken.@Nullable Fit fit(Standing standing, Playbook playbook, long asOf) {
    Fitted fitted = fits.fit(playbook.zone(), standing.monthOf(asOf));
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
