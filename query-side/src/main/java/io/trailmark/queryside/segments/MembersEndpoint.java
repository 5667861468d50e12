package io.trailmark.queryside.segments;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trailmark.eventstore.Identities;
import io.trailmark.eventstore.web.Parameters;
import io.trailmark.eventstore.web.Problem;
import io.trailmark.eventstore.web.Texts;
import io.trailmark.queryside.playbook.Playbooks;
import io.trailmark.queryside.segments.Members.Member;
import io.trailmark.queryside.web.CsvWriter;
import io.trailmark.segmentation.playbook.Segment;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/segments/{id}/members} and {@code …/members.csv}. */
@RestController
class MembersEndpoint {
  private final Members members;
  private final Playbooks playbooks;
  private final SegmentsEndpoint.Lookup lookup;
  private final Identities identities;

  MembersEndpoint(
      Members members, Playbooks playbooks, SegmentsEndpoint.Lookup lookup, Identities identities) {
    this.members = members;
    this.playbooks = playbooks;
    this.lookup = lookup;
    this.identities = identities;
  }

  /**
   * @param next {@code after} of the next page, absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Answer(String segment, String currency, List<Row> members, @Nullable String next) {}

  /**
   * @param customer what the source calls them; the internal key once that is erased
   * @param netValue orders less refunds, in the playbook's currency
   */
  record Row(
      String customer,
      String since,
      long orders,
      BigDecimal netValue,
      @Nullable String firstOrder,
      @Nullable String lastOrder) {}

  /**
   * Members in a fixed order, which is none of their properties.
   *
   * @param after {@code next} of the page before, or the last customer on it
   */
  @GetMapping("/api/segments/{id}/members")
  Answer members(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String after,
      @RequestParam(required = false) @Nullable String limit) {
    Playbooks.Active active = playbooks.active();
    Segment segment = lookup.segment(active.playbook(), id);
    int wanted = Parameters.limit(limit);
    List<Member> page = members.after(segment.id(), key(after), wanted + 1);
    Currency currency = active.playbook().currency();
    String next = page.size() > wanted ? page.get(wanted - 1).key() : null;
    return new Answer(
        segment.id(),
        currency.getCurrencyCode(),
        page.stream().limit(wanted).map(m -> row(m, currency)).toList(),
        next);
  }

  private String key(@Nullable String after) {
    if (after == null || after.isEmpty()) {
      return "";
    }
    return identities
        .find(after)
        .orElseThrow(
            () ->
                Problem.bad(
                    "after",
                    "after is `next` of the page before, or the last customer on it; there is no"
                        + " customer \""
                        + after
                        + "\"."));
  }

  private static Row row(Member m, Currency currency) {
    return new Row(
        m.shown(),
        Texts.instant(m.since()),
        m.orders().count(),
        Texts.money(m.orders().net(), currency),
        Texts.instantOrNull(m.orders().first()),
        Texts.instantOrNull(m.orders().last()));
  }

  /**
   * All members. Ids stand as the source sent them. A spreadsheet may take one that begins with
   * {@code = + - @} for a formula: with {@code spreadsheet=true} those get an apostrophe in front.
   */
  @GetMapping("/api/segments/{id}/members.csv")
  void csv(
      @PathVariable String id,
      @RequestParam(defaultValue = "false") boolean spreadsheet,
      HttpServletResponse response)
      throws IOException {
    Playbooks.Active active = playbooks.active();
    Segment segment = lookup.segment(active.playbook(), id);
    Currency currency = active.playbook().currency();
    // Before the writer is opened: afterwards no problem detail can be told.
    List<Member> page = members.after(segment.id(), "", Parameters.MAX_LIMIT);
    Writer out = open(response, segment);
    CsvWriter csv = new CsvWriter(out);
    csv.row("customer", "since", "orders", "netValue", "firstOrder", "lastOrder");
    while (true) {
      for (Member m : page) {
        row(csv, m, currency, spreadsheet);
      }
      if (page.size() < Parameters.MAX_LIMIT) {
        break;
      }
      page = members.after(segment.id(), page.getLast().key(), Parameters.MAX_LIMIT);
    }
    out.flush();
  }

  private static Writer open(HttpServletResponse response, Segment segment) throws IOException {
    response.setContentType("text/csv");
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader(
        "Content-Disposition", "attachment; filename=\"" + segment.id() + "-members.csv\"");
    return response.getWriter();
  }

  private static void row(CsvWriter csv, Member m, Currency currency, boolean spreadsheet)
      throws IOException {
    csv.row(
        spreadsheet ? CsvWriter.withoutFormula(m.shown()) : m.shown(),
        Texts.instant(m.since()),
        Long.toString(m.orders().count()),
        Texts.money(m.orders().net(), currency).toPlainString(),
        Texts.instantOrNull(m.orders().first()),
        Texts.instantOrNull(m.orders().last()));
  }
}
