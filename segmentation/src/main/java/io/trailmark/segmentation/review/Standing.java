package io.trailmark.segmentation.review;

import io.trailmark.segmentation.playbook.Playbook;
import org.jspecify.annotations.Nullable;

/**
 * What stood when: the playbook versions in force and the surveys taken, over business time.
 * Immutable.
 */
public final class Standing {

  /** Nothing is active yet: every review finds no memberships. */
  public static final Standing NONE = new Standing();

  /** From {@code from}, inclusive, this version decides. */
  public Standing activated(int version, Playbook playbook, long from, boolean startSequences) {
    throw new UnsupportedOperationException();
  }

  /** The survey's cuts hold from its {@code from}. */
  public Standing surveyed(Survey survey) {
    throw new UnsupportedOperationException();
  }

  /** The version in force now, 0 if none. */
  public int version() {
    throw new UnsupportedOperationException();
  }

  /** The playbook in force now. */
  public @Nullable Playbook playbook() {
    throw new UnsupportedOperationException();
  }

  /** The playbook of a version that was activated at some time. */
  public Playbook playbook(int version) {
    throw new UnsupportedOperationException();
  }

  /**
   * The midnight as of which the next daily survey is to be taken; {@code Long.MAX_VALUE} if
   * nothing is active.
   */
  public long nextSurvey() {
    throw new UnsupportedOperationException();
  }

  /**
   * The latest instant, at most {@code now}, for which the cuts are known: before {@link
   * #nextSurvey}.
   */
  public long horizon(long now) {
    throw new UnsupportedOperationException();
  }
}
