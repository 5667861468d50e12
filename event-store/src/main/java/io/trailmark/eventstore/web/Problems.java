package io.trailmark.eventstore.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Problem details (RFC 9457) of filters, which answer before Spring would. */
public final class Problems {
  private Problems() {}

  /** Answers with a problem; headers stay as they were set. */
  public static void write(HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response
        .getWriter()
        .write(
            JsonMapper.shared()
                .createObjectNode()
                .put("status", status.value())
                .put("title", status.getReasonPhrase())
                .put("detail", detail)
                .toString());
  }
}
