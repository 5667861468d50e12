package io.trailmark.queryside.backtest;

import io.trailmark.segmentation.backtest.Days;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;

/**
 * A segment over the period in figures: {@code before + entered - left = last}.
 *
 * @param before size at the end of the day before the period
 * @param first size at the first day's end
 * @param last size at the last day's end
 * @param entered sum over the days of those who came in
 * @param left sum over the days of those who went out
 * @param smallest least size at a day's end
 * @param largest greatest size at a day's end
 * @param average of the sizes at the days' ends
 * @param intervals how many stays overlap the period
 */
record SegmentSummary(
    String segment,
    String name,
    long before,
    long first,
    long last,
    long entered,
    long left,
    long smallest,
    long largest,
    double average,
    long intervals) {

  static List<SegmentSummary> of(Playbook playbook, Days days, long[] intervals) {
    return IntStream.range(0, playbook.segments().size())
        .mapToObj(s -> of(playbook.segments().get(s), s, days, intervals[s]))
        .toList();
  }

  private static SegmentSummary of(Segment segment, int s, Days days, long intervals) {
    var sizes =
        IntStream.range(0, days.count()).mapToLong(day -> days.size(s, day)).summaryStatistics();
    long entered = IntStream.range(0, days.count()).mapToLong(day -> days.entered(s, day)).sum();
    long left = IntStream.range(0, days.count()).mapToLong(day -> days.left(s, day)).sum();
    long last = days.size(s, days.count() - 1);
    return new SegmentSummary(
        segment.id(),
        segment.name(),
        last - entered + left,
        days.size(s, 0),
        last,
        entered,
        left,
        sizes.getMin(),
        sizes.getMax(),
        Math.round(sizes.getAverage() * 100) / 100.0,
        intervals);
  }

  Document document() {
    return new Document("segment", segment)
        .append("name", name)
        .append("before", before)
        .append("first", first)
        .append("last", last)
        .append("entered", entered)
        .append("left", left)
        .append("smallest", smallest)
        .append("largest", largest)
        .append("average", average)
        .append("intervals", intervals);
  }

  static SegmentSummary of(Document d) {
    return new SegmentSummary(
        d.getString("segment"),
        d.getString("name"),
        d.getLong("before"),
        d.getLong("first"),
        d.getLong("last"),
        d.getLong("entered"),
        d.getLong("left"),
        d.getLong("smallest"),
        d.getLong("largest"),
        d.getDouble("average"),
        d.getLong("intervals"));
  }
}
