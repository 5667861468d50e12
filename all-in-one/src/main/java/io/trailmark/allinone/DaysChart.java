package io.trailmark.allinone;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The sizes of segments day by day as a picture: one row each, in SVG, for light and dark pages.
 */
final class DaysChart {
  private static final int LEFT = 140;
  private static final int WIDTH = 560;
  private static final int RIGHT = 100;
  private static final int ROW = 64;
  private static final int LINE = 44;
  private static final int TOP = 34;

  private static final String STYLE =
      """
      <style>
        text { font: 13px system-ui, sans-serif; fill: #1f2933 }
        .small { font-size: 11px; fill: #616e7c }
        .line { fill: none; stroke: #2f6f9f; stroke-width: 1.6 }
        .area { fill: #2f6f9f; opacity: .14 }
        .grid { stroke: #cbd2d9; stroke-width: 1 }
        @media (prefers-color-scheme: dark) {
          text { fill: #e4e7eb } .small { fill: #9aa5b1 } .grid { stroke: #3e4c59 }
          .line { stroke: #62b0e8 } .area { fill: #62b0e8 }
        }
      </style>
      """;

  private final String title;
  private final Map<String, List<Integer>> sizes = new LinkedHashMap<>();
  private LocalDate first = LocalDate.MAX;
  private LocalDate last = LocalDate.MIN;

  DaysChart(String title) {
    this.title = title;
  }

  /** Adds the next day of a segment. */
  void add(String segment, LocalDate day, int size) {
    sizes.computeIfAbsent(segment, s -> new ArrayList<>()).add(size);
    first = day.isBefore(first) ? day : first;
    last = day.isAfter(last) ? day : last;
  }

  String svg() {
    int height = TOP + sizes.size() * ROW + 24;
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">%n"
            .formatted(LEFT + WIDTH + RIGHT, height, LEFT + WIDTH + RIGHT, height));
    svg.append("<title>").append(escaped(title)).append("</title>\n").append(STYLE);
    svg.append("<text x=\"0\" y=\"16\">").append(escaped(title)).append("</text>\n");
    months(svg, height - 24);
    int top = TOP;
    for (Map.Entry<String, List<Integer>> segment : sizes.entrySet()) {
      row(svg, segment.getKey(), segment.getValue(), top);
      top += ROW;
    }
    return svg.append("</svg>\n").toString();
  }

  private double x(LocalDate day) {
    long days = Math.max(1, ChronoUnit.DAYS.between(first, last));
    return LEFT + (double) WIDTH * ChronoUnit.DAYS.between(first, day) / days;
  }

  /** A line at the first day of months, as many as there is room to name. */
  private void months(StringBuilder svg, int bottom) {
    long months = ChronoUnit.MONTHS.between(first, last) + 1;
    long every = Math.max(1, (months + 7) / 8);
    LocalDate month = first.withDayOfMonth(1);
    for (long n = 0; !month.isAfter(last); n++, month = month.plusMonths(1)) {
      if (month.isBefore(first) || n % every != 0) {
        continue;
      }
      svg.append(
          line(
              "<line class=\"grid\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\"/>%n",
              x(month), TOP - 6, bottom));
      svg.append(
          line(
              "<text class=\"small\" x=\"%.1f\" y=\"%d\">%d-%02d</text>%n",
              x(month) + 3, bottom + 14, month.getYear(), month.getMonthValue()));
    }
  }

  private void row(StringBuilder svg, String segment, List<Integer> days, int top) {
    int most = days.stream().mapToInt(size -> size).max().orElse(0);
    int bottom = top + LINE;
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < days.size(); i++) {
      double y = bottom - (most == 0 ? 0 : (double) LINE * days.get(i) / most);
      points.append(line("%s%.1f %.1f", i == 0 ? "M" : "L", x(first.plusDays(i)), y));
    }
    svg.append(line("<text x=\"0\" y=\"%d\">%s</text>%n", top + 20, escaped(segment)));
    svg.append(line("<text class=\"small\" x=\"0\" y=\"%d\">at most %,d</text>%n", top + 36, most));
    svg.append(
        line(
            "<path class=\"area\" d=\"%sL%.1f %d L%d %d Z\"/>%n",
            points, x(last), bottom, LEFT, bottom));
    svg.append(line("<path class=\"line\" d=\"%s\"/>%n", points));
    int now = days.getLast();
    double y = bottom - (most == 0 ? 0 : (double) LINE * now / most);
    svg.append(
        line(
            "<text x=\"%d\" y=\"%.1f\">%,d</text>%n",
            LEFT + WIDTH + 8, Math.max(top + 10, y + 4), now));
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
