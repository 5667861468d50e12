package io.trailmark.queryside.backtest;

import io.swagger.v3.oas.annotations.Operation;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** {@code GET /api/backtests/{id}/events}: progress until the end, as server-sent events. */
@RestController
class BacktestEventsEndpoint implements SmartLifecycle {
  private static final int MOST_LISTENERS = 100;
  private static final long LOOK_MILLIS = 200;
  private static final long HEARTBEAT_NANOS = 10_000_000_000L;
  private static final String END = "end";

  private final Jobs jobs;
  private final Runner runner;
  private final Semaphore listeners = new Semaphore(MOST_LISTENERS);
  private volatile boolean running;

  BacktestEventsEndpoint(Jobs jobs, Runner runner) {
    this.jobs = jobs;
    this.runner = runner;
  }

  @Operation(
      summary = "A backtest's progress as server-sent events",
      description =
          "Events `progress`, then one that is called as the status in the end (`done`, `failed` or"
              + " `cancelled`), after which the stream ends; each carries what `GET"
              + " /api/backtests/{id}` answers. `deleted` if it was deleted meanwhile. A comment"
              + " every ten seconds says that the server is there. A browser that comes again after"
              + " the end is answered 204, which makes it stop.")
  @GetMapping(value = "/api/backtests/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  ResponseEntity<SseEmitter> events(
      @PathVariable String id,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last) {
    Job job = jobs.find(id).orElseThrow(() -> BacktestsEndpoint.unknown(id));
    if (END.equals(last) && job.status().isFinal()) {
      return ResponseEntity.noContent().build();
    }
    if (!listeners.tryAcquire()) {
      HttpStatus status = HttpStatus.TOO_MANY_REQUESTS;
      throw new ErrorResponseException(
          status,
          ProblemDetail.forStatusAndDetail(
              status, MOST_LISTENERS + " listen already: ask for the backtest now and then."),
          null);
    }
    SseEmitter emitter = new SseEmitter(0L);
    Thread.ofVirtual().name("backtest-events").start(() -> follow(job, emitter));
    return ResponseEntity.ok().header("Cache-Control", "no-store").body(emitter);
  }

  private void follow(Job first, SseEmitter emitter) {
    try {
      tell(first, emitter);
      emitter.complete();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      // Who listened is gone, or may come again.
      emitter.completeWithError(e);
    } finally {
      listeners.release();
    }
  }

  private void tell(Job first, SseEmitter emitter) throws IOException, InterruptedException {
    @Nullable Job job = first;
    @Nullable JobAnswer told = null;
    long spoken = System.nanoTime();
    long seen = -1;
    while (job != null && running) {
      JobAnswer answer = JobAnswer.of(job, runner.progress(job));
      if (job.status().isFinal()) {
        emitter.send(SseEmitter.event().id(END).name(answer.status()).data(answer));
        return;
      }
      if (!answer.equals(told)) {
        emitter.send(SseEmitter.event().name("progress").data(answer));
        told = answer;
        spoken = System.nanoTime();
      } else if (System.nanoTime() - spoken > HEARTBEAT_NANOS) {
        emitter.send(SseEmitter.event().comment("still there"));
        spoken = System.nanoTime();
      }
      runner.await(seen, LOOK_MILLIS);
      seen = runner.changes();
      job = jobs.find(first.id()).orElse(null);
    }
    if (job == null) {
      emitter.send(SseEmitter.event().id(END).name("deleted").data(""));
    }
  }

  @Override
  public void start() {
    running = true;
  }

  /** Before the web server waits for its requests to end. */
  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
