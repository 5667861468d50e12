package io.trailmark.benchmarks;

import io.trailmark.segmentation.backtest.Days;
import io.trailmark.segmentation.backtest.Intervals;
import io.trailmark.segmentation.backtest.Sweep;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What a sweep found, as text: {@code days.csv} and {@code intervals.csv}, to be compared with what
 * SQL finds.
 *
 * @param segments their ids, in the playbook's order
 * @param name of a customer by number: nothing to be quoted
 */
record SweepCsv(List<String> segments, Sweep.Result result, IntFunction<String> name) {
  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  void writeDays(OutputStream out) throws IOException {
    line(out, "segment,date,size,entered,left");
    Days days = result.days();
    for (int s = 0; s < segments.size(); s++) {
      for (int d = 0; d < days.count(); d++) {
        line(
            out,
            "%s,%s,%d,%d,%d"
                .formatted(
                    segments.get(s),
                    days.day(d),
                    days.size(s, d),
                    days.entered(s, d),
                    days.left(s, d)));
      }
    }
  }

  void writeIntervals(OutputStream out) throws IOException {
    line(out, "segment,customer,from,to");
    for (int s = 0; s < segments.size(); s++) {
      String segment = segments.get(s);
      Intervals.Each each =
          (customer, from, to) -> {
            String until = to == Long.MAX_VALUE ? "" : text(to);
            try {
              line(out, segment + "," + name.apply(customer) + "," + text(from) + "," + until);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          };
      result.intervals().get(s).forEach(each);
    }
  }

  private static String text(long instant) {
    return INSTANT.format(Instant.ofEpochMilli(instant));
  }

  private static void line(OutputStream out, String line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
