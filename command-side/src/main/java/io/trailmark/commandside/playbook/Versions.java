package io.trailmark.commandside.playbook;

import io.trailmark.segmentation.playbook.Definitions;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.sharedevents.PlaybookActivated;
import io.trailmark.sharedevents.PlaybookDrafted;
import io.trailmark.sharedevents.PlaybookEvent;
import io.trailmark.sharedevents.SurveyTaken;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every version that was ever written down, and when each was active. Immutable.
 *
 * @param all in order of their numbers, from 1
 * @param activations in order
 * @param revisions how often everybody was to be decided anew: {@link Standing#revisions}
 * @param active number of the version that decides now, 0 if none
 * @param definitions since when each segment's definition has stood
 */
record Versions(
    List<Version> all,
    List<Activation> activations,
    int revisions,
    int active,
    Definitions definitions) {

  static final Versions NONE = new Versions(List.of(), List.of(), 0, 0, Definitions.NONE);

  /** Where a version stands. */
  enum Status {
    /** Never active yet. */
    DRAFT,
    ACTIVE,
    /** Active once; it can be activated again. */
    RETIRED
  }

  /**
   * A version.
   *
   * @param because why it was drafted, null if nobody said
   */
  record Version(
      int version,
      String text,
      Playbook playbook,
      long draftedAt,
      @Nullable String because,
      Status status) {

    /** Whether the reason to draft it is the reason to activate it: for the first time only. */
    boolean isReasoned() {
      return because != null && status == Status.DRAFT;
    }

    private Version now(Status changed) {
      return new Version(version, text, playbook, draftedAt, because, changed);
    }
  }

  /**
   * A version came to decide.
   *
   * @param number from 1, over all versions
   * @param revision the number of the revision that it is
   */
  record Activation(
      int number,
      int revision,
      int version,
      long at,
      boolean startSequences,
      @Nullable String because) {}

  int count() {
    return all.size();
  }

  /**
   * Whether a playbook can be the next version.
   *
   * @throws PlaybookRefused if it cannot
   */
  void checkFollowing(Playbook next) {
    if (!all.isEmpty() && !next.currency().equals(all.getLast().playbook().currency())) {
      throw new PlaybookRefused.OtherCurrency(
          all.getLast().playbook().currency().getCurrencyCode(), next.currency().getCurrencyCode());
    }
  }

  /** Null if there is no such version. */
  @Nullable Version find(int version) {
    return version < 1 || version > all.size() ? null : all.get(version - 1);
  }

  /** The version that has this text, null if none has. */
  @Nullable Version written(String text) {
    return all.stream().filter(v -> v.text().equals(text)).findFirst().orElse(null);
  }

  /** Of one version, in order. */
  List<Activation> activations(int version) {
    return activations.stream().filter(a -> a.version() == version).toList();
  }

  /** When an activation ended, null if it still lasts. */
  @Nullable Long until(Activation activation) {
    return activation.number() == activations.size()
        ? null
        : (Long) activations.get(activation.number()).at();
  }

  Versions with(PlaybookEvent event) {
    return switch (event) {
      case PlaybookDrafted e -> {
        List<Version> more = new ArrayList<>(all);
        Playbook playbook = Playbook.stored(e.text());
        more.add(new Version(e.version(), e.text(), playbook, e.at(), e.because(), Status.DRAFT));
        yield new Versions(more, activations, revisions, active, definitions);
      }
      case PlaybookActivated e -> {
        List<Activation> more = new ArrayList<>(activations);
        more.add(
            new Activation(
                more.size() + 1,
                revisions + 1,
                e.version(),
                e.at(),
                e.startSequences(),
                e.because()));
        List<Version> changed =
            all.stream()
                .map(
                    v ->
                        v.version() == e.version()
                            ? v.now(Status.ACTIVE)
                            : v.status() == Status.ACTIVE ? v.now(Status.RETIRED) : v)
                .toList();
        Playbook playbook = all.get(e.version() - 1).playbook();
        yield new Versions(
            changed, more, revisions + 1, e.version(), definitions.activated(playbook, e.at()));
      }
      case SurveyTaken e ->
          new Versions(
              all, activations, e.fit() == null ? revisions : revisions + 1, active, definitions);
    };
  }
}
