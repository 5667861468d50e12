package io.trailmark.benchmarks;

import io.trailmark.forecast.prediction.Fit;
import io.trailmark.segmentation.backtest.History;
import io.trailmark.segmentation.backtest.Sweep;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Our side of {@link BacktestFresh}: from files of columns to {@code days.csv} and {@code
 * intervals.csv}.
 *
 * <p>Arguments: folder of the columns, folder to write to.
 */
public final class FreshSweep {
  private FreshSweep() {}

  public static void main(String[] args) throws IOException {
    Laps laps = new Laps();
    CompletableFuture<Playbook> reading =
        CompletableFuture.supplyAsync(() -> Playbook.parse(Playbook.shipped("standard")));
    History history = History.of(List.of(StretchFiles.read(Path.of(args[0]))));
    Playbook playbook = reading.join();
    laps.lap("loaded");
    Sweep.Result result =
        Sweep.run(playbook, history, GeneratedHistory.FIRST, GeneratedHistory.LAST, Fit::models);
    laps.lap("swept");
    List<String> segments = playbook.segments().stream().map(Segment::id).toList();
    SweepCsv csv = new SweepCsv(segments, result, history::key);
    try (OutputStream days = file(args[1], "days.csv")) {
      csv.writeDays(days);
    }
    try (OutputStream intervals = file(args[1], "intervals.csv")) {
      csv.writeIntervals(intervals);
    }
    laps.lap("written");
    System.out.println(laps);
  }

  private static OutputStream file(String folder, String name) throws IOException {
    return Files.newOutputStream(Path.of(folder, name));
  }
}
