package io.trailmark.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class DaysChartTest {
  private static final LocalDate FIRST = LocalDate.of(2011, 1, 1);

  @Test
  void drawsARowForEachSegment() throws Exception {
    DaysChart chart = new DaysChart("a < b & c");
    for (int day = 0; day < 3; day++) {
      chart.add("vip", FIRST.plusDays(day), 10 * day);
      chart.add("nobody", FIRST.plusDays(day), 0);
    }
    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(chart.svg().getBytes(StandardCharsets.UTF_8)));
    assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("a < b & c");
    assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(4);
    // The largest at the top of its row, none at its bottom, days at equal distances.
    assertThat(svg.getElementsByTagName("path").item(1).getAttributes().getNamedItem("d"))
        .extracting(d -> d.getNodeValue())
        .isEqualTo("M140.0 78.0L420.0 56.0L700.0 34.0");
    assertThat(svg.getElementsByTagName("path").item(3).getAttributes().getNamedItem("d"))
        .extracting(d -> d.getNodeValue())
        .isEqualTo("M140.0 142.0L420.0 142.0L700.0 142.0");
  }

  /** A period of one day is drawn too. */
  @Test
  void drawsASingleDay() {
    DaysChart chart = new DaysChart("one day");
    chart.add("vip", FIRST, 1);
    assertThat(chart.svg()).contains("M140.0 34.0");
  }
}
