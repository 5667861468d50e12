package io.trailmark.benchmarks.api;

import io.trailmark.benchmarks.api.FuzzCases.Case;
import io.trailmark.benchmarks.api.RawHttp.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends cases, several at a time, and tells which answers are wrong. */
public final class Fuzz {
  private static final int AT_ONCE = 4;

  private final FuzzCases cases;
  private final RawHttp http;
  private final List<Finding> findings = Collections.synchronizedList(new ArrayList<>());
  private final Map<Integer, Integer> statuses = Collections.synchronizedMap(new TreeMap<>());

  public Fuzz(FuzzCases cases, RawHttp http) {
    this.cases = cases;
    this.http = http;
  }

  /** A case whose answer is wrong. */
  public record Finding(int number, String problem, String request, String answer) {
    @Override
    public String toString() {
      return "case %d: %s%n  %s%n  → %s".formatted(number, problem, request, answer);
    }
  }

  /** Those with numbers from {@code first} up to but without {@code end}. */
  public List<Finding> run(int first, int end) throws InterruptedException {
    AtomicInteger next = new AtomicInteger(first);
    try (ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE)) {
      for (int i = 0; i < AT_ONCE; i++) {
        senders.execute(
            () -> {
              for (int n = next.getAndIncrement(); n < end; n = next.getAndIncrement()) {
                send(n);
              }
            });
      }
      senders.shutdown();
      senders.awaitTermination(1, TimeUnit.DAYS);
    }
    return List.copyOf(findings);
  }

  private void send(int number) {
    Case made = cases.of(number);
    try {
      Answer answer = http.send(made.request());
      statuses.merge(answer.status(), 1, Integer::sum);
      Verdict.of(made, answer)
          .ifPresent(
              problem ->
                  findings.add(
                      new Finding(
                          number,
                          made.operation() + ": " + problem,
                          made.request().toString(),
                          RawRequest.shortened(answer.toString()))));
    } catch (IOException e) {
      findings.add(
          new Finding(
              number, made.operation() + ": broken off", made.request().toString(), e.toString()));
    }
  }

  /** How many answers had which status. */
  public Map<Integer, Integer> statuses() {
    return new TreeMap<>(statuses);
  }
}
