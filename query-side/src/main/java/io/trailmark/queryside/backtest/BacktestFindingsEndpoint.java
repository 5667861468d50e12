package io.trailmark.queryside.backtest;

import io.swagger.v3.oas.annotations.Operation;
import io.trailmark.eventstore.Identities;
import io.trailmark.queryside.web.CsvWriter;
import io.trailmark.segmentation.backtest.Findings;
import io.trailmark.segmentation.backtest.Predictive;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What a backtest found beside who was in which segment when. */
@RestController
class BacktestFindingsEndpoint {
  private final Jobs jobs;
  private final Parts parts;
  private final Identities identities;

  BacktestFindingsEndpoint(Jobs jobs, Parts parts, Identities identities) {
    this.jobs = jobs;
    this.parts = parts;
    this.identities = identities;
  }

  private Found found(String id) {
    return Found.read(parts.read(BacktestFilesEndpoint.done(jobs, id), Found.PART));
  }

  /** All of it: `comparison` is absent where no playbook was active. */
  @Operation(
      summary = "What a backtest found",
      description =
          "For each segment how long stays last, what members brought while they were in, and how"
              + " well membership tells who orders within 30, 60 and 90 days, with 95% confidence;"
              + " the overlap of segments and the difference from the active playbook at the"
              + " period's end; movements between primary segments; what sequences would have sent;"
              + " and what traits tell, where there are any.")
  @GetMapping("/api/backtests/{id}/findings")
  Found findings(@PathVariable String id) {
    Found found = found(id);
    Map<String, String> names = identities.sourceIdsOf(found.examples());
    return found.named(key -> names.getOrDefault(key, key));
  }

  @Operation(
      summary = "How many are in two segments at the period's end",
      description =
          "`playbook` is `candidate` or `active`: whose segment `other` is. Of a segment and itself"
              + " it is its size.")
  @GetMapping("/api/backtests/{id}/overlap.csv")
  void overlap(@PathVariable String id, HttpServletResponse response) throws IOException {
    Found found = found(id);
    List<String> ids = found.segments().stream().map(Findings.Segment::id).toList();
    Findings.Comparison comparison = found.comparison();
    try (Writer out = open(response, id, "overlap")) {
      CsvWriter csv = new CsvWriter(out);
      csv.row("segment", "playbook", "other", "customers");
      rows(csv, ids, "candidate", ids, found.overlap());
      if (comparison != null) {
        rows(csv, ids, "active", comparison.activeSegments(), comparison.overlap());
      }
    }
  }

  private static void rows(
      CsvWriter csv,
      List<String> ids,
      String playbook,
      List<String> others,
      List<List<Integer>> counts)
      throws IOException {
    for (int s = 0; s < ids.size(); s++) {
      for (int o = 0; o < others.size(); o++) {
        csv.row(ids.get(s), playbook, others.get(o), counts.get(s).get(o).toString());
      }
    }
  }

  @Operation(
      summary = "Moves between primary segments, by day",
      description =
          "`from` and `to` are empty for no segment. Sorted by day, then as segments are.")
  @GetMapping("/api/backtests/{id}/movements.csv")
  void movements(@PathVariable String id, HttpServletResponse response) throws IOException {
    Found found = found(id);
    try (Writer out = open(response, id, "movements")) {
      CsvWriter csv = new CsvWriter(out);
      csv.row("date", "from", "to", "customers");
      for (Findings.Movement m : found.movements()) {
        csv.row(m.day().toString(), m.from(), m.to(), Long.toString(m.customers()));
      }
    }
  }

  @Operation(
      summary = "What each step of the sequences would have sent",
      description = "Steps are counted from 0. How many runs there were is in the findings.")
  @GetMapping("/api/backtests/{id}/messages.csv")
  void messages(@PathVariable String id, HttpServletResponse response) throws IOException {
    Found found = found(id);
    try (Writer out = open(response, id, "messages")) {
      CsvWriter csv = new CsvWriter(out);
      csv.row("sequence", "step", "template", "channel", "sent");
      for (Findings.Sequence sequence : found.sequences()) {
        for (Findings.Sends sends : sequence.sends()) {
          csv.row(
              sequence.id(),
              Integer.toString(sends.step()),
              sends.template(),
              sends.channel(),
              Long.toString(sends.sent()));
        }
      }
    }
  }

  @Operation(
      summary = "How well segments and traits tell who orders within 30, 60 and 90 days",
      description =
          "A row for each segment, then each value of a trait, and horizon; low and high bound the"
              + " 95% confidence. Empty where there is nothing to tell.")
  @GetMapping("/api/backtests/{id}/predictive.csv")
  void predictive(@PathVariable String id, HttpServletResponse response) throws IOException {
    Found found = found(id);
    try (Writer out = open(response, id, "predictive")) {
      CsvWriter csv = new CsvWriter(out);
      csv.row(
          "segment",
          "trait",
          "value",
          "days",
          "member_days",
          "share",
          "share_low",
          "share_high",
          "share_of_all",
          "lift",
          "lift_low",
          "lift_high",
          "auc",
          "auc_low",
          "auc_high");
      for (Findings.Segment segment : found.segments()) {
        rows(csv, segment.predictive(), segment.id(), null, null);
      }
      for (Findings.Trait trait : found.traits()) {
        rows(csv, trait.predictive(), null, trait.trait(), trait.value());
      }
    }
  }

  private static void rows(
      CsvWriter csv,
      List<Predictive> all,
      @Nullable String segment,
      @Nullable String trait,
      @Nullable String value)
      throws IOException {
    for (Predictive p : all) {
      csv.row(
          segment,
          trait,
          value,
          Integer.toString(p.days()),
          Long.toString(p.memberDays()),
          number(p.share(), 0),
          number(p.share(), 1),
          number(p.share(), 2),
          p.shareOfAll() == null ? null : number(p.shareOfAll()),
          number(p.lift(), 0),
          number(p.lift(), 1),
          number(p.lift(), 2),
          number(p.auc(), 0),
          number(p.auc(), 1),
          number(p.auc(), 2));
    }
  }

  private static @Nullable String number(Predictive.@Nullable Estimate estimate, int which) {
    if (estimate == null) {
      return null;
    }
    return number(
        switch (which) {
          case 0 -> estimate.value();
          case 1 -> estimate.low();
          default -> estimate.high();
        });
  }

  private static String number(double number) {
    return String.format(Locale.ROOT, "%.4f", number);
  }

  private static Writer open(HttpServletResponse response, String id, String what)
      throws IOException {
    return BacktestFilesEndpoint.open(response, "text/csv", "backtest-" + id + "-" + what + ".csv");
  }
}
