package io.trailmark.queryside.backtest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.trailmark.eventstore.BusinessClock;
import io.trailmark.eventstore.web.Parameters;
import io.trailmark.eventstore.web.Problem;
import io.trailmark.queryside.playbook.Playbooks;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Backtests: a playbook replayed over everything recorded, as a job. */
@RestController
class BacktestsEndpoint {
  private static final int MOST_COMPARED = 10;
  private static final String RETRY_AFTER_SECONDS = "5";

  private final Jobs jobs;
  private final Parts parts;
  private final Runner runner;
  private final Playbooks playbooks;
  private final BusinessClock clock;

  BacktestsEndpoint(
      Jobs jobs, Parts parts, Runner runner, Playbooks playbooks, BusinessClock clock) {
    this.jobs = jobs;
    this.parts = parts;
    this.runner = runner;
    this.playbooks = playbooks;
    this.clock = clock;
  }

  static ErrorResponseException unknown(String id) {
    return Problem.notFound("id", "There is no backtest \"" + id + "\".");
  }

  private Job find(String id) {
    return jobs.find(id).orElseThrow(() -> unknown(id));
  }

  private JobAnswer answer(Job job) {
    return JobAnswer.of(job, runner.progress(job));
  }

  @Operation(
      summary = "Replays a playbook over everything recorded",
      description =
          "`playbook` is its text in YAML or JSON; or `version` names one that was drafted. `from`"
              + " and `to` are whole days of the playbook's zone, both inclusive; without `to`,"
              + " until today; without `from`, 365 days. Days before anything was recorded are"
              + " zeros. It covers everything acknowledged before this request, publishes nothing"
              + " and sends nothing. As many run at once as the server allows; 429 if too many"
              + " wait.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(type = "object"),
                      examples =
                          @ExampleObject(
                              """
                              {"version":1,"from":"2011-01-01","to":"2011-12-09"}\
                              """))),
      responses =
          @ApiResponse(
              responseCode = "202",
              description = "Location is where to look for it",
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      examples =
                          @ExampleObject(
                              """
                              {"id":"1","status":"running","progress":0.0,"playbook":"standard","version":1,\
                              "active":1,"from":"2011-01-01","to":"2011-12-09","zone":"UTC","currency":"GBP",\
                              "requestedAt":"2011-12-10T00:00:00.000Z"}\
                              """))))
  @PostMapping("/api/backtests")
  ResponseEntity<JobAnswer> start(HttpServletRequest request) throws IOException {
    Asked asked = BacktestRequest.read(request).asked(playbooks, clock.millis());
    Job job = runner.add(asked).orElseThrow(BacktestsEndpoint::tooMany);
    return ResponseEntity.accepted()
        .location(URI.create("/api/backtests/" + job.id()))
        .body(answer(job));
  }

  private static ErrorResponseException tooMany() {
    HttpStatus status = HttpStatus.TOO_MANY_REQUESTS;
    ErrorResponseException problem =
        new ErrorResponseException(
            status,
            ProblemDetail.forStatusAndDetail(
                status, "As many backtests wait as may: try again when one has ended."),
            null);
    problem.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    return problem;
  }

  /**
   * @param next {@code after} of the next page, absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Answer(List<JobAnswer> backtests, @Nullable String next) {}

  @Operation(
      summary = "Lists backtests, newest first",
      description = "`after` is `next` of the page before.")
  @GetMapping("/api/backtests")
  Answer all(
      @RequestParam(required = false) @Nullable String after,
      @RequestParam(required = false) @Nullable String limit) {
    long before = after == null ? Long.MAX_VALUE : number(after);
    int wanted = Parameters.limit(limit);
    List<Job> page = jobs.before(before, wanted + 1);
    return new Answer(
        page.stream().limit(wanted).map(this::answer).toList(),
        page.size() > wanted ? page.get(wanted - 1).id() : null);
  }

  private static long number(String after) {
    if (!after.matches("[0-9]{1,18}")) {
      throw Problem.bad("after", "after is `next` of the page before, a number.");
    }
    return Long.parseLong(after);
  }

  @Operation(
      summary = "How a backtest stands, and what it found in short",
      responses =
          @ApiResponse(
              responseCode = "200",
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      examples =
                          @ExampleObject(
                              """
                              {"id":"1","status":"done","progress":1.0,"playbook":"standard","version":1,"active":1,\
                              "from":"2011-01-01","to":"2011-12-09","zone":"UTC","currency":"GBP",\
                              "requestedAt":"2011-12-10T00:00:00.000Z","startedAt":"2011-12-10T00:00:00.010Z",\
                              "endedAt":"2011-12-10T00:00:00.300Z","position":31024,"activities":22190,\
                              "tookMillis":290,"segments":[{"segment":"vip","name":"VIPs","before":80,"first":80,\
                              "last":438,"entered":420,"left":62,"smallest":80,"largest":438,"average":260.4,\
                              "intervals":503}],"files":["/api/backtests/1/days.csv",\
                              "/api/backtests/1/intervals.csv","/api/backtests/1/overlap.csv",\
                              "/api/backtests/1/movements.csv","/api/backtests/1/messages.csv",\
                              "/api/backtests/1/predictive.csv","/api/backtests/1/playbook.yaml"]}\
                              """))))
  @GetMapping("/api/backtests/{id}")
  JobAnswer one(@PathVariable String id) {
    return answer(find(id));
  }

  @Operation(
      summary = "Cancels a backtest, or deletes one that has ended",
      description =
          "One that waits or runs, on whichever node, is cancelled and stays in the list: 200 with"
              + " how it stands. One that has ended is deleted with all it found: 204.")
  @DeleteMapping("/api/backtests/{id}")
  ResponseEntity<JobAnswer> delete(@PathVariable String id) {
    Job job = find(id);
    if (runner.cancel(id)) {
      return ResponseEntity.ok(answer(find(id)));
    }
    jobs.delete(id);
    parts.delete(id, job.attempt());
    return ResponseEntity.noContent().build();
  }

  record Comparison(List<JobAnswer> backtests, List<Row> segments) {}

  /**
   * A segment in each of them.
   *
   * @param figures in the order of the backtests; null where there is no such segment
   */
  record Row(String segment, List<@Nullable SegmentSummary> figures) {}

  @Operation(
      summary = "Backtests side by side",
      description =
          "`ids` names 2 to 10 that are done, separated by commas. A row for each segment that any"
              + " of them has, with the figures of each, `null` where it has none of that id.")
  @GetMapping("/api/backtests/compare")
  Comparison compare(@RequestParam(required = false) @Nullable String ids) {
    List<Job> compared = compared(ids);
    Map<String, @Nullable SegmentSummary[]> rows = new LinkedHashMap<>();
    for (int i = 0; i < compared.size(); i++) {
      for (SegmentSummary s : Objects.requireNonNull(compared.get(i).outcome()).segments()) {
        rows.computeIfAbsent(s.segment(), id -> new SegmentSummary[compared.size()])[i] = s;
      }
    }
    return new Comparison(
        compared.stream().map(this::answer).toList(),
        rows.entrySet().stream()
            .map(row -> new Row(row.getKey(), Arrays.asList(row.getValue())))
            .toList());
  }

  private List<Job> compared(@Nullable String ids) {
    List<String> wanted = ids == null ? List.of() : List.of(ids.split(",", -1));
    if (wanted.size() < 2 || wanted.size() > MOST_COMPARED) {
      throw Problem.bad(
          "ids", "ids names 2 to " + MOST_COMPARED + " backtests, like 3,4: their ids and commas.");
    }
    return wanted.stream().map(this::doneOne).toList();
  }

  private Job doneOne(String id) {
    Job job =
        jobs.find(id)
            .orElseThrow(() -> Problem.notFound("ids", "There is no backtest \"" + id + "\"."));
    if (job.status() != Status.DONE) {
      throw Problem.bad(
          "ids", "ids names backtests that are done; %s is %s.".formatted(id, job.status().text()));
    }
    return job;
  }
}
