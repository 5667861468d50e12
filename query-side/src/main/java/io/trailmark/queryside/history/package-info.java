/**
 * Everything that customers did, as columns: kept in MongoDB as stretches of the log, and in memory
 * for backtests.
 */
@NullMarked
package io.trailmark.queryside.history;

import org.jspecify.annotations.NullMarked;
