package io.trailmark.sharedevents;

/**
 * The customer began a sequence.
 *
 * @param run unique for ever: {@code customer/sequence/n} with n counting this customer's runs of
 *     the sequence from 1
 * @param playbookVersion the version under which the whole run is carried out
 */
public record RunStarted(String customer, String run, String sequence, int playbookVersion, long at)
    implements CustomerEvent {}
