package io.trailmark.sharedevents;

import org.jspecify.annotations.Nullable;

/**
 * The customer began a sequence.
 *
 * @param run unique for ever: {@code customer/sequence/n} with n counting this customer's runs of
 *     the sequence from 1
 * @param playbookVersion the version under which the whole run is carried out
 * @param key value of the property by which runs of the sequence are told apart, of the activity
 *     that started it; null if they are not
 */
public record RunStarted(
    String customer,
    String run,
    String sequence,
    int playbookVersion,
    long at,
    @Nullable String key)
    implements CustomerEvent {}
