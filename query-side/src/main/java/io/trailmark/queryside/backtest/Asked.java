package io.trailmark.queryside.backtest;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a backtest is asked.
 *
 * @param text of the playbook, complete
 * @param name of the playbook
 * @param version null: it was sent as text
 * @param active version that was in force when it was asked, null if none was
 * @param from whole day of the playbook's zone
 * @param to whole day, inclusive
 * @param at business time of the request, milliseconds
 */
record Asked(
    String text,
    String name,
    String zone,
    String currency,
    @Nullable Integer version,
    @Nullable Integer active,
    LocalDate from,
    LocalDate to,
    long at) {}
