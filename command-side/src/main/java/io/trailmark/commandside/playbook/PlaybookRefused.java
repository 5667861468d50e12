package io.trailmark.commandside.playbook;

import io.trailmark.segmentation.playbook.Definitions;
import io.trailmark.segmentation.playbook.GuardRails;
import java.util.List;
import java.util.stream.Collectors;

/** Why the playbook does not do what it is asked to; the message says what would be right. */
abstract sealed class PlaybookRefused extends RuntimeException {
  private final String problem;

  private PlaybookRefused(String problem) {
    super(problem);
    this.problem = problem;
  }

  String problem() {
    return problem;
  }

  /** There is no such version. */
  static final class UnknownVersion extends PlaybookRefused {
    private final String parameter;

    /**
     * @param parameter that named it
     */
    UnknownVersion(String parameter, int version, int versions) {
      super(
          "version "
              + version
              + " does not exist: "
              + (versions == 0 ? "there is none yet" : "there are 1 to " + versions));
      this.parameter = parameter;
    }

    String parameter() {
      return parameter;
    }
  }

  /** Amounts are kept in one currency for ever. */
  static final class OtherCurrency extends PlaybookRefused {
    OtherCurrency(String kept, String written) {
      super(
          "currency must stay "
              + kept
              + ", in which everything so far was recorded, not become "
              + written);
    }
  }

  /** Definitions would change before they have stood long enough, and nobody said why. */
  static final class ReasonNeeded extends PlaybookRefused {
    ReasonNeeded(List<Definitions.Early> early) {
      super(early.stream().map(GuardRails::early).collect(Collectors.joining(" ")));
    }
  }

  /** Somebody else activated a version meanwhile. */
  static final class ActivatedMeanwhile extends PlaybookRefused {
    ActivatedMeanwhile(int active) {
      super("version " + active + " was activated meanwhile: look at it, and ask again if need be");
    }
  }
}
