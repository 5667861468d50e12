package io.trailmark.queryside.backtest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trailmark.eventstore.web.Texts;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backtest as it is told.
 *
 * @param status {@code queued}, {@code running}, {@code done}, {@code failed} or {@code cancelled}
 * @param progress 0 to 1
 * @param playbook name of the playbook that is replayed
 * @param version of it, absent where it was sent as text
 * @param active version that was in force when it was asked, absent if none was
 * @param zone of days
 * @param requestedAt business time, as the others are
 * @param position of the log up to which the history went
 * @param activities how many were looked at
 * @param tookMillis machine time from its start until all was stored
 * @param problem why it failed
 * @param segments in the playbook's order
 * @param files what there is to be had, once done
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobAnswer(
    String id,
    String status,
    double progress,
    String playbook,
    @Nullable Integer version,
    @Nullable Integer active,
    LocalDate from,
    LocalDate to,
    String zone,
    String currency,
    String requestedAt,
    @Nullable String startedAt,
    @Nullable String endedAt,
    @Nullable Long position,
    @Nullable Long activities,
    @Nullable Long tookMillis,
    @Nullable String problem,
    @Nullable List<SegmentSummary> segments,
    @Nullable List<String> files) {

  static JobAnswer of(Job job, double progress) {
    Asked asked = job.asked();
    Job.Outcome outcome = job.outcome();
    return new JobAnswer(
        job.id(),
        job.status().text(),
        progress,
        asked.name(),
        asked.version(),
        asked.active(),
        asked.from(),
        asked.to(),
        asked.zone(),
        asked.currency(),
        Texts.instant(asked.at()),
        Texts.instantOrNull(job.started()),
        Texts.instantOrNull(job.ended()),
        outcome == null ? null : outcome.position(),
        outcome == null ? null : outcome.activities(),
        outcome == null ? null : outcome.tookMillis(),
        job.problem(),
        outcome == null ? null : outcome.segments(),
        outcome == null ? null : files(job.id()));
  }

  private static List<String> files(String id) {
    return BacktestFilesEndpoint.FILES.stream()
        .map(file -> "/api/backtests/" + id + "/" + file)
        .toList();
  }
}
