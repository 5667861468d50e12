package io.trailmark.benchmarks.api;

import io.trailmark.benchmarks.api.FuzzCases.Case;
import io.trailmark.benchmarks.api.RawHttp.Answer;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What is wrong with an answer, whatever was asked. */
final class Verdict {
  private static final Pattern INSIDE =
      Pattern.compile(
          "\\b(java|javax|jakarta|org|com|tools|io)\\.[a-z]+\\.[A-Za-z]|Exception|\\bat"
              + " \\S+\\(\\S+:\\d+\\)|SQLSTATE|(?i:\\bselect .* from )");

  /** What the web server says to requests that are none. */
  private static final Set<Integer> ANYWHERE = Set.of(400, 405, 406);

  private Verdict() {}

  static Optional<String> of(Case asked, Answer answer) {
    return Optional.ofNullable(wrong(asked, answer));
  }

  private static @Nullable String wrong(Case asked, Answer answer) {
    if (answer.took().compareTo(RawHttp.LONGEST) >= 0) {
      return "hangs";
    }
    if (answer.status() == 0) {
      return "no answer";
    }
    if (answer.status() >= 500
        && (answer.status() != 503 || answer.header("retry-after").isEmpty())) {
      return "status " + answer.status();
    }
    if (asked.operation().path().startsWith("/v1/") && INSIDE.matcher(answer.body()).find()) {
      return "tells of the inside";
    }
    if (answer.status() >= 400 && !asked.request().method().equals("HEAD")) {
      return wrongProblem(answer);
    }
    if (asked.isPlain()
        && !asked.operation().statuses().contains(answer.status())
        && !ANYWHERE.contains(answer.status())) {
      return "status " + answer.status() + " is not told";
    }
    return null;
  }

  private static @Nullable String wrongProblem(Answer answer) {
    if (!answer.header("content-type").startsWith("application/problem+json")) {
      return "no problem details but " + answer.header("content-type");
    }
    if (INSIDE.matcher(answer.body()).find()) {
      return "tells of the inside";
    }
    try {
      int told = JsonMapper.shared().readTree(answer.body()).path("status").asInt(0);
      return told == answer.status() ? null : "another status in the problem: " + told;
    } catch (JacksonException e) {
      return "a problem that is no JSON";
    }
  }
}
