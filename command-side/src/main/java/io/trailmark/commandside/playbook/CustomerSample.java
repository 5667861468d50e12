package io.trailmark.commandside.playbook;

import io.trailmark.segmentation.playbook.Evidence;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.review.Standing;

/** Some customers, for judging a playbook by where it would place them. */
public interface CustomerSample {

  /**
   * Places a bounded number of customers, picked at random, under a playbook that need not be
   * active. Nothing is locked or stored.
   *
   * @param standing whose surveys' cuts are used
   * @param at as of when
   */
  Evidence.Sample place(Playbook playbook, Standing standing, long at);
}
