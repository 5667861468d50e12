package io.trailmark.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailmark.samples.OnlineRetail.Counts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class OnlineRetailTest {
  private static final String HEADER =
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
  private static final OnlineRetail SAMPLE = OnlineRetail.sample();

  @Test
  void countsWhatBecameOfTheLinesOfTheSample() {
    assertThat(SAMPLE.counts()).isEqualTo(new Counts(541_909, 0, 135_080, 0, 18_536, 3_654));
    assertThat(SAMPLE.problems()).isEmpty();
    assertThat(SAMPLE.purchases().stream().map(Purchase::customerId).distinct()).hasSize(4_372);
    assertThat(SAMPLE.purchases().stream().mapToInt(p -> p.items().size()).sum())
        .isEqualTo(541_909 - 135_080);
  }

  @Test
  void addsUpTheMoneyOfTheSample() {
    assertThat(sum("order_placed")).isEqualByComparingTo("8911407.904");
    assertThat(sum("order_refunded")).isEqualByComparingTo("611342.09");
    assertThat(orders().filter(p -> p.amount().signum() == 0)).hasSize(4);
  }

  @Test
  void ordersTheSampleByTimeWithAMessageIdForEachInvoice() {
    assertThat(SAMPLE.purchases())
        .isSortedAccordingTo(Comparator.comparing(Purchase::occurredAt))
        .extracting(Purchase::messageId)
        .doesNotHaveDuplicates();
  }

  @Test
  void readsTimesAsLondonTime() throws IOException {
    OnlineRetail read =
        read(
            "1,A,,1,2011-03-25 09:00:00,1.00,17850.0,UK\n"
                + "2,A,,1,2011-03-28 09:00:00,1.00,17850.0,UK\n");
    assertThat(read.purchases())
        .extracting(Purchase::occurredAt)
        .containsExactly(
            Instant.parse("2011-03-25T09:00:00Z"), Instant.parse("2011-03-28T08:00:00Z"));
  }

  @Test
  void makesOneOrderOfAnInvoiceThatTookTwoMinutes() throws IOException {
    OnlineRetail read =
        read(
            "7,B,,2,2011-01-05 13:41:00,0.50,1.0,UK\n"
                + "8,C,,1,2011-01-05 13:41:00,3,2.0,UK\n"
                + "7,A,,3,2011-01-05 13:40:00,1.255,1.0,UK\n");
    Purchase order = read.purchases().getFirst();
    assertThat(order.toJson())
        .isEqualTo(
            "{\"messageId\":\"online-retail/7\",\"customerId\":\"1\",\"kind\":\"order_placed\","
                + "\"occurredAt\":\"2011-01-05T13:40:00Z\",\"properties\":{\"orderId\":\"7\","
                + "\"amount\":\"4.765\",\"currency\":\"GBP\",\"items\":["
                + "{\"productId\":\"B\",\"price\":\"0.50\",\"quantity\":2},"
                + "{\"productId\":\"A\",\"price\":\"1.255\",\"quantity\":3}]}}");
  }

  @Test
  void makesARefundOfACancellation() throws IOException {
    Purchase refund = read("C9,A,,-2,2011-01-05 13:40:00,1.50,1.0,UK\n").purchases().getFirst();
    assertThat(refund.kind()).isEqualTo("order_refunded");
    assertThat(refund.amount()).isEqualByComparingTo(new BigDecimal("3.00"));
    assertThat(refund.items().getFirst().quantity()).isEqualTo(2);
  }

  @Test
  void keepsALineThatComesTwice() throws IOException {
    String line = "1,A,,1,2011-03-25 09:00:00,1.00,17850.0,UK\n";
    assertThat(read(line + line).purchases().getFirst().amount()).isEqualByComparingTo("2.00");
  }

  @Test
  void leavesOutWhatNobodyBought() throws IOException {
    OnlineRetail read =
        read(
            "1,A,,-5,2011-03-25 09:00:00,1.00,1.0,UK\n"
                + "2,A,,1,2011-03-25 09:00:00,-11062.06,1.0,UK\n"
                + "C3,A,,1,2011-03-25 09:00:00,1.00,1.0,UK\n"
                + "4,A,,1,2011-03-25 09:00:00,1.00,,UK\n");
    assertThat(read.purchases()).isEmpty();
    assertThat(read.counts()).isEqualTo(new Counts(4, 0, 1, 3, 0, 0));
  }

  @Test
  void reportsLinesThatItCannotRead() throws IOException {
    OnlineRetail read =
        read(
            "1,A,,one,2011-03-25 09:00:00,1.00,1.0,UK\n"
                + "2,A,,1,25.3.2011,1.00,1.0,UK\n"
                + "3,A,,1,2011-03-25 09:00:00,1.00,1.0,UK\n"
                + "3,A,,1,2011-03-25 09:00:00,1.00,2.0,UK\n");
    assertThat(read.problems()).extracting(UnreadableLine::line).containsExactly(2L, 3L, 5L);
    assertThat(read.problems().get(1).message()).contains("2010-12-01 08:26:00");
    assertThat(read.problems().get(1).input()).isEqualTo("2,A,,1,25.3.2011,1.00,1.0,UK");
    assertThat(read.counts().orders()).isEqualTo(1);
  }

  @Test
  void refusesAnotherFile() {
    byte[] other = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> OnlineRetail.read(new ByteArrayInputStream(other)))
        .isInstanceOf(WrongFile.class)
        .hasMessageContaining("InvoiceNo");
    assertThatThrownBy(() -> OnlineRetail.read(new ByteArrayInputStream(new byte[0])))
        .isInstanceOf(WrongFile.class);
  }

  private static java.util.stream.Stream<Purchase> orders() {
    return SAMPLE.purchases().stream().filter(p -> p.kind().equals("order_placed"));
  }

  private static BigDecimal sum(String kind) {
    List<Purchase> ofKind = SAMPLE.purchases().stream().filter(p -> p.kind().equals(kind)).toList();
    return ofKind.stream().map(Purchase::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static OnlineRetail read(String lines) throws IOException {
    byte[] text = (HEADER + lines).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text);
    }
    OnlineRetail plain = OnlineRetail.read(new ByteArrayInputStream(text));
    assertThat(OnlineRetail.read(new ByteArrayInputStream(packed.toByteArray()))).isEqualTo(plain);
    return plain;
  }
}
