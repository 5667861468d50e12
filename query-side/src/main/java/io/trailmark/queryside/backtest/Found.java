package io.trailmark.queryside.backtest;

import io.trailmark.segmentation.backtest.Findings;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a backtest found beside its days and intervals; stored as JSON. See {@link Findings} for
 * what each means. Examples of customers are told by their keys, and shown as they are called
 * outside.
 */
record Found(
    List<Findings.Segment> segments,
    List<List<Integer>> overlap,
    Findings.@Nullable Comparison comparison,
    List<Findings.Movement> movements,
    List<Findings.Sequence> sequences,
    int mostMessages,
    List<Findings.Trait> traits,
    int traitsLeftOut) {
  static final String PART = "findings";
  private static final JsonMapper JSON = JsonMapper.shared();

  static Found of(Findings found) {
    return new Found(
        found.segments(),
        found.overlap(),
        found.comparison(),
        found.movements(),
        found.sequences(),
        found.mostMessages(),
        found.traits(),
        found.traitsLeftOut());
  }

  void write(Parts.Writer writer) {
    byte[] json = JSON.writeValueAsBytes(this);
    for (int from = 0; from < json.length; from += Parts.LARGEST) {
      writer.append(
          PART, Arrays.copyOfRange(json, from, Math.min(json.length, from + Parts.LARGEST)));
    }
  }

  static Found read(Iterable<byte[]> parts) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    parts.forEach(json::writeBytes);
    return JSON.readValue(json.toByteArray(), Found.class);
  }

  /** The customers who are named as examples. */
  List<String> examples() {
    return comparison == null
        ? List.of()
        : comparison.differences().stream()
            .<String>mapMulti(
                (d, to) -> {
                  d.gainedExamples().forEach(to);
                  d.lostExamples().forEach(to);
                })
            .distinct()
            .toList();
  }

  /** With the examples called so. */
  Found named(UnaryOperator<String> name) {
    if (comparison == null) {
      return this;
    }
    List<Findings.Difference> differences =
        comparison.differences().stream()
            .map(
                d ->
                    new Findings.Difference(
                        d.segment(),
                        d.gained(),
                        d.lost(),
                        d.gainedExamples().stream().map(name).toList(),
                        d.lostExamples().stream().map(name).toList()))
            .toList();
    return new Found(
        segments,
        overlap,
        new Findings.Comparison(
            comparison.activeSegments(), comparison.overlap(), comparison.differing(), differences),
        movements,
        sequences,
        mostMessages,
        traits,
        traitsLeftOut);
  }
}
