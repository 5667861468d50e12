package io.trailmark.benchmarks;

import io.trailmark.segmentation.backtest.Days;
import io.trailmark.segmentation.backtest.Sweep;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What a sweep found, as text: {@code days.csv} and {@code intervals.csv}, to be compared with what
 * SQL finds.
 *
 * @param segments their ids, in the playbook's order
 * @param name of a customer by number: nothing to be quoted
 */
record SweepCsv(List<String> segments, Sweep.Result result, IntFunction<String> name) {

  void writeDays(OutputStream out) throws IOException {
    StringBuilder text = new StringBuilder("segment,date,size,entered,left\n");
    Days days = result.days();
    for (int s = 0; s < segments.size(); s++) {
      for (int d = 0; d < days.count(); d++) {
        text.append(segments.get(s)).append(',').append(days.day(d));
        text.append(',').append(days.size(s, d)).append(',').append(days.entered(s, d));
        text.append(',').append(days.left(s, d)).append('\n');
      }
    }
    out.write(bytes(text));
  }

  void writeIntervals(OutputStream out) throws IOException {
    out.write("segment,customer,from,to\n".getBytes(StandardCharsets.UTF_8));
    List<byte[]> each =
        IntStream.range(0, segments.size()).parallel().mapToObj(this::intervals).toList();
    for (byte[] lines : each) {
      out.write(lines);
    }
  }

  private byte[] intervals(int segment) {
    StringBuilder text = new StringBuilder();
    InstantText instant = new InstantText(text);
    String id = segments.get(segment);
    result
        .intervals()
        .get(segment)
        .forEach(
            (customer, from, to) -> {
              text.append(id).append(',').append(name.apply(customer)).append(',');
              instant.append(from);
              text.append(',');
              if (to < Long.MAX_VALUE) {
                instant.append(to);
              }
              text.append('\n');
            });
    return bytes(text);
  }

  private static byte[] bytes(StringBuilder text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
