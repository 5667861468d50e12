package io.trailmark.segmentation.review;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Surveys;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.timeline.Timeline;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What stood when: the playbook versions in force and the surveys taken, over business time.
 * Immutable.
 */
public final class Standing implements Surveys {

  /** Nothing is active yet: every review finds no memberships. */
  public static final Standing NONE = new Standing(List.of(), List.of(), 0);

  private final List<Active> versions;
  private final List<Survey> surveys;
  private final int revisions;

  /** A version in force from an instant, inclusive. */
  public record Active(
      int version, Playbook playbook, Program program, long from, boolean startSequences) {}

  private Standing(List<Active> versions, List<Survey> surveys, int revisions) {
    this.versions = versions;
    this.surveys = surveys;
    this.revisions = revisions;
  }

  /**
   * From {@code from}, inclusive, this version decides.
   *
   * @param startSequences true if the transitions it causes by itself may start sequences
   */
  public Standing activated(int version, Playbook playbook, long from, boolean startSequences) {
    return new Standing(
        with(versions, new Active(version, playbook, new Program(playbook), from, startSequences)),
        surveys,
        revisions + 1);
  }

  /** The survey holds from its {@code from}, which is not before that of the one before it. */
  public Standing surveyed(Survey survey) {
    boolean anew = survey.fitted() != null || survey.past() != null;
    Survey fitted = survey.fitted() == null ? survey.fittedAs(newestFit()) : survey;
    return new Standing(versions, with(surveys, fitted), anew ? revisions + 1 : revisions);
  }

  /** What predictions are made by now, null if nothing was fitted yet. */
  public @Nullable Fitted newestFit() {
    return surveys.isEmpty() ? null : surveys.getLast().fitted();
  }

  private static <T> List<T> with(List<T> list, T added) {
    List<T> longer = new ArrayList<>(list.size() + 1);
    longer.addAll(list);
    longer.add(added);
    return longer;
  }

  /** The version in force now, 0 if none. */
  public int version() {
    return versions.isEmpty() ? 0 : versions.getLast().version();
  }

  /** The playbook in force now. */
  public @Nullable Playbook playbook() {
    return versions.isEmpty() ? null : versions.getLast().playbook();
  }

  /**
   * The playbook of a version that was activated at some time.
   *
   * @throws IllegalArgumentException if it never was
   */
  public Playbook playbook(int version) {
    for (Active active : versions) {
      if (active.version() == version) {
        return active.playbook();
      }
    }
    throw new IllegalArgumentException("version " + version + " was never active");
  }

  /** When the version in force now came into force. */
  public long activatedAt() {
    return versions.getLast().from();
  }

  /** Whether a survey was taken since the version in force was activated. */
  public boolean isSurveyed() {
    return !versions.isEmpty()
        && !surveys.isEmpty()
        && surveys.getLast().from() >= versions.getLast().from();
  }

  /**
   * The midnight that the newest survey is as of; before the first under the version in force, the
   * last one before it came.
   */
  public long lastSurvey() {
    if (isSurveyed()) {
      return surveys.getLast().asOf();
    }
    long last = midnight(activatedAt(), 0);
    return surveys.isEmpty() ? last : Math.max(last, surveys.getLast().asOf());
  }

  /**
   * The midnight as of which the next daily survey is to be taken; {@code Long.MAX_VALUE} before
   * the survey that follows an activation.
   */
  public long nextSurvey() {
    return isSurveyed() ? midnight(surveys.getLast().asOf(), 1) : Measure.NEVER;
  }

  /** Midnight, in the playbook's zone, of the day of {@code instant} or of as many days later. */
  public long midnight(long instant, int daysLater) {
    ZoneId zone = versions.getLast().playbook().zone();
    LocalDate day = Instant.ofEpochMilli(instant).atZone(zone).toLocalDate().plusDays(daysLater);
    return day.atStartOfDay(zone).toInstant().toEpochMilli();
  }

  /** Midnight, in the playbook's zone, that begins the month of {@code instant}. */
  public long monthOf(long instant) {
    ZoneId zone = versions.getLast().playbook().zone();
    LocalDate day = Instant.ofEpochMilli(instant).atZone(zone).toLocalDate().withDayOfMonth(1);
    return day.atStartOfDay(zone).toInstant().toEpochMilli();
  }

  /**
   * The latest instant, at most {@code now}, that customers may be reviewed as of: before the
   * midnight of the next survey, also where the one after an activation is still to be taken.
   */
  public long horizon(long now) {
    return versions.isEmpty() ? now : Math.min(now, midnight(lastSurvey(), 1) - 1);
  }

  /** The surveys taken, in order. */
  public List<Survey> surveys() {
    return Collections.unmodifiableList(surveys);
  }

  /**
   * How often everybody was to be decided anew: after each activation, and each survey whose
   * predictions were fitted anew or that tells margins another past.
   */
  public int revisions() {
    return revisions;
  }

  /**
   * A customer as rules of the playbook in force look at them.
   *
   * @throws java.util.NoSuchElementException if none is
   */
  public View view(Timeline timeline) {
    return new View(timeline, this, versions.getLast().playbook().zone());
  }

  /** What was in force at an instant, null if nothing was yet. */
  public @Nullable Active activeAt(long at) {
    for (int i = versions.size() - 1; i >= 0; i--) {
      if (versions.get(i).from() <= at) {
        return versions.get(i);
      }
    }
    return null;
  }

  /** The first activation after {@code at}, {@link Measure#NEVER} if none is known. */
  public long nextActivation(long at) {
    for (Active active : versions) {
      if (active.from() > at) {
        return active.from();
      }
    }
    return Measure.NEVER;
  }

  /** The survey whose cuts began to hold at exactly {@code at}. */
  @Nullable Survey surveyFrom(long at) {
    Survey survey = surveyAt(at);
    return survey != null && survey.from() == at ? survey : null;
  }

  /** The survey whose cuts hold at {@code at}. */
  public @Nullable Survey surveyAt(long at) {
    int i = holdingAt(at);
    return i < 0 ? null : surveys.get(i);
  }

  /** Index of the newest survey that holds at {@code at}, -1 if none does. */
  private int holdingAt(long at) {
    int low = 0;
    int high = surveys.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (surveys.get(middle).from() <= at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  @Override
  public long cut(TopCut top, long at) {
    int i = holdingAt(at);
    return i < 0 ? Measure.NEVER : cut(surveys.get(i), top);
  }

  private static long cut(Survey survey, TopCut top) {
    OptionalLong cut = survey.cuts().get(top);
    return cut == null ? Measure.NEVER : cut.orElse(Measure.NEVER);
  }

  @Override
  public long heldSince(long at) {
    int i = holdingAt(at);
    return i < 0 ? Measure.NONE : surveys.get(i).from();
  }

  @Override
  public long midnight(long at) {
    Survey survey = surveyAt(at);
    return survey == null ? Measure.NONE : survey.asOf();
  }

  @Override
  public @Nullable Fitted fitted(long at) {
    Survey survey = surveyAt(at);
    return survey == null ? null : survey.fitted();
  }

  @Override
  public long nextSurvey(long at) {
    int i = holdingAt(at) + 1;
    return i == surveys.size() ? Measure.NEVER : surveys.get(i).from();
  }

  @Override
  public Surveys seenFrom(long at) {
    for (int i = holdingAt(at); i >= 0; i--) {
      Survey survey = surveys.get(i);
      if (survey.past() != null) {
        return new Retold(this, survey.from(), survey.past());
      }
    }
    return this;
  }

  /**
   * What stood, but for the time before {@code from}.
   *
   * @param past what surveys would have found then
   */
  private record Retold(Standing standing, long from, PastCuts past) implements Surveys {
    @Override
    public long cut(TopCut top, long at) {
      if (at >= from) {
        return standing.cut(top, at);
      }
      int i = past.at(at);
      return i < 0 ? Measure.NEVER : past.cut(top, i);
    }

    @Override
    public long heldSince(long at) {
      if (at >= from) {
        return standing.heldSince(at);
      }
      int i = past.at(at);
      return i < 0 ? Measure.NONE : past.midnight(i);
    }

    @Override
    public long midnight(long at) {
      return standing.midnight(at);
    }

    @Override
    public @Nullable Fitted fitted(long at) {
      return standing.fitted(at);
    }

    @Override
    public long nextSurvey(long at) {
      return standing.nextSurvey(at);
    }
  }
}
