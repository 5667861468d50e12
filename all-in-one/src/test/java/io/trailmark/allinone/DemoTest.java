package io.trailmark.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  @TempDir Path temporary;

  @Test
  void importsHistoryAndPlaysTheRest() throws Exception {
    String data = temporary.resolve("demo").toString();
    try (TrailmarkProcess demo =
        TrailmarkProcess.start(temporary, "demo", "--port", "0", "--data", data, "--speed", "2")) {
      assertThat(demo.key()).matches("[A-Za-z0-9_-]{16,}");
      assertThat(demo.line(line -> line.startsWith("token: ")))
          .matches("token: [A-Za-z0-9_-]{16,}");
      demo.line(line -> line.contains("0 rejected"));
      demo.line(line -> line.startsWith("vip "));
      demo.line(line -> line.startsWith("2011-10-28 "));
      assertThat(demo.line(line -> line.startsWith("2011-10-31 "))).contains("orders");
      assertThat(demo.errors()).isEmpty();
    }
  }
}
