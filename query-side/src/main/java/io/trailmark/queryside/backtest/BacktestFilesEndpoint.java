package io.trailmark.queryside.backtest;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.trailmark.eventstore.Identities;
import io.trailmark.eventstore.web.Problem;
import io.trailmark.queryside.web.CsvWriter;
import io.trailmark.segmentation.playbook.Playbook;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What a backtest found, as files.
 *
 * <p>Memory while intervals are told: what every customer of the backtest is called, and the
 * intervals of one segment with 16 bytes each and 8 bytes for each customer.
 */
@RestController
class BacktestFilesEndpoint {
  static final List<String> FILES =
      List.of(
          "days.csv",
          "intervals.csv",
          "overlap.csv",
          "movements.csv",
          "messages.csv",
          "predictive.csv",
          "playbook.yaml");
  private static final int NAMES_AT_ONCE = 20_000;
  private static final int BUFFER = 1 << 16;

  private final Jobs jobs;
  private final Parts parts;
  private final Identities identities;

  BacktestFilesEndpoint(Jobs jobs, Parts parts, Identities identities) {
    this.jobs = jobs;
    this.parts = parts;
    this.identities = identities;
  }

  /**
   * A job that is done.
   *
   * @throws org.springframework.web.ErrorResponseException 404 if there is none such, 409 if it is
   *     not done
   */
  static Job done(Jobs jobs, String id) {
    Job job = jobs.find(id).orElseThrow(() -> BacktestsEndpoint.unknown(id));
    if (job.status() != Status.DONE) {
      throw Problem.field(
          HttpStatus.CONFLICT,
          "id",
          "Backtest %s is %s: only one that is done has files.".formatted(id, job.status().text()));
    }
    return job;
  }

  @Operation(
      summary = "How many were in each segment at the end of each day",
      description =
          "One row for each segment, in the playbook's order, and day. `entered` are those who were"
              + " not in at the end of the day before, `left` the reverse.",
      responses =
          @ApiResponse(
              responseCode = "200",
              content =
                  @Content(
                      mediaType = "text/csv",
                      examples =
                          @ExampleObject(
                              """
                              segment,date,size,entered,left
                              vip,2011-01-01,12,12,0
                              """))))
  @GetMapping("/api/backtests/{id}/days.csv")
  void days(@PathVariable String id, HttpServletResponse response) throws IOException {
    Job job = done(jobs, id);
    List<SegmentSummary> segments = segments(job);
    int count = (int) (job.asked().to().toEpochDay() - job.asked().from().toEpochDay()) + 1;
    String[] dates =
        job.asked()
            .from()
            .datesUntil(job.asked().to().plusDays(1))
            .map(Object::toString)
            .toArray(String[]::new);
    try (Writer out = open(response, "text/csv", "backtest-" + id + "-days.csv")) {
      CsvWriter csv = new CsvWriter(out);
      csv.row("segment", "date", "size", "entered", "left");
      StoredDays.read(
          parts.read(job, StoredDays.PART),
          count,
          (segment, day, size, entered, left) ->
              csv.row(
                  segments.get(segment).segment(),
                  dates[day],
                  Long.toString(size),
                  Long.toString(entered),
                  Long.toString(left)));
    }
  }

  @Operation(
      summary = "Who was in which segment from when until when",
      description =
          "The stays that overlap the period, with their true start; `to` is exclusive, and empty"
              + " for those who were still in at the period's end. Sorted by segment, customer and"
              + " `from`. Customers are called as their source calls them; by their key once that"
              + " is erased. With `spreadsheet=true` cells that a spreadsheet may take for a"
              + " formula get an apostrophe in front.",
      responses =
          @ApiResponse(
              responseCode = "200",
              content =
                  @Content(
                      mediaType = "text/csv",
                      examples =
                          @ExampleObject(
                              """
                              segment,customer,from,to
                              vip,12346,2011-01-19T00:00:00.000Z,
                              """))))
  @GetMapping("/api/backtests/{id}/intervals.csv")
  void intervals(
      @PathVariable String id,
      @RequestParam(defaultValue = "false") boolean spreadsheet,
      HttpServletResponse response)
      throws IOException {
    Job job = done(jobs, id);
    List<SegmentSummary> segments = segments(job);
    // Before the writer is opened: afterwards no problem detail can be told.
    String[] names = names(StoredIntervals.keys(job, parts));
    int[] order = order(names);
    try (Writer out = open(response, "text/csv", "backtest-" + id + "-intervals.csv")) {
      CsvWriter csv = new CsvWriter(out);
      InstantTexts instants = new InstantTexts();
      csv.row("segment", "customer", "from", "to");
      for (int s = 0; s < segments.size(); s++) {
        String segment = segments.get(s).segment();
        int count = Math.toIntExact(segments.get(s).intervals());
        StoredIntervals.OfSegment of =
            StoredIntervals.OfSegment.read(job, s, count, names.length, parts);
        for (int customer : order) {
          String name = spreadsheet ? CsvWriter.withoutFormula(names[customer]) : names[customer];
          for (int i = of.start()[customer], n = of.count()[customer]; n > 0; i++, n--) {
            csv.row(segment, name, instants.of(of.from()[i]), toOrNull(instants, of.to()[i]));
          }
        }
      }
    }
  }

  private static @Nullable String toOrNull(InstantTexts instants, long to) {
    return to == Long.MAX_VALUE ? null : instants.of(to);
  }

  /** What customers are called outside. */
  private String[] names(List<String> keys) {
    String[] names = new String[keys.size()];
    for (int from = 0; from < names.length; from += NAMES_AT_ONCE) {
      List<String> some = keys.subList(from, Math.min(names.length, from + NAMES_AT_ONCE));
      Map<String, String> known = identities.sourceIdsOf(some);
      for (int i = 0; i < some.size(); i++) {
        names[from + i] = known.getOrDefault(some.get(i), some.get(i));
      }
    }
    return names;
  }

  /** Customers in order of what they are called, by UTF-8 bytes. */
  private static int[] order(String[] names) {
    record Named(int customer, byte[] utf8) {}

    return IntStream.range(0, names.length)
        .mapToObj(i -> new Named(i, names[i].getBytes(StandardCharsets.UTF_8)))
        .sorted(Comparator.comparing(Named::utf8, Arrays::compareUnsigned))
        .mapToInt(Named::customer)
        .toArray();
  }

  private static List<SegmentSummary> segments(Job job) {
    return Objects.requireNonNull(job.outcome()).segments();
  }

  @Operation(
      summary = "The playbook that was replayed, as YAML",
      description = "As it was written, with its comments; what was written in JSON is rewritten.")
  @GetMapping("/api/backtests/{id}/playbook.yaml")
  void playbook(@PathVariable String id, HttpServletResponse response) throws IOException {
    String text = jobs.find(id).orElseThrow(() -> BacktestsEndpoint.unknown(id)).asked().text();
    boolean isJson = text.stripLeading().matches("(?s)[{\\[].*");
    try (Writer out = open(response, "application/yaml", "backtest-" + id + "-playbook.yaml")) {
      out.write(isJson ? Playbook.toYaml(text) : text);
    }
  }

  static Writer open(HttpServletResponse response, String type, String name) throws IOException {
    response.setContentType(type);
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
    return new BufferedWriter(response.getWriter(), BUFFER);
  }
}
