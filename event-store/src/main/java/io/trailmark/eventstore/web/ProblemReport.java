package io.trailmark.eventstore.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** Answers requests that Tomcat refuses before any application sees them. */
final class ProblemReport extends ErrorReportValve {
  /** Tomcat's answer to another Transfer-Encoding than chunked. */
  private static final int NOT_IMPLEMENTED = 501;

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    if (response.getStatus() == NOT_IMPLEMENTED) {
      // A client that sends what nobody asked for: no failure of ours that somebody is called for.
      response.setStatus(400);
    }
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    try {
      response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
      response.setCharacterEncoding(StandardCharsets.UTF_8.name());
      response.getReporter().write(problem(status));
      response.finishResponse();
    } catch (IOException e) {
      // The client is gone.
    }
  }

  private static String problem(int status) {
    String detail =
        status == 400
            ? "The request is broken: its path holds what no path may, %00 for example, or its"
                + " headers do; Transfer-Encoding is chunked or absent."
            : "The web server refused the request.";
    return "{\"status\":" + status + ",\"detail\":\"" + detail + "\"}";
  }
}
