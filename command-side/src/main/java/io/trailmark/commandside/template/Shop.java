package io.trailmark.commandside.template;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who writes ({@code trailmark.shop.*}). What is not configured is made up, so that a first message
 * can be looked at; nobody's customers should get such a one.
 *
 * @param name as customers know it
 * @param url of its first page
 * @param address where letters reach it, which marketing mails must tell in many countries
 * @param productUrl of a product's page, with {@code {productId}}
 * @param cartUrl of the reader's cart
 * @param coupon code that messages with an incentive give away
 * @param locale how amounts and days are written, such as {@code en-GB}
 */
@ConfigurationProperties("trailmark.shop")
public record Shop(
    @Nullable String name,
    @Nullable String url,
    @Nullable String address,
    @Nullable String productUrl,
    @Nullable String cartUrl,
    @Nullable String coupon,
    @Nullable Locale locale) {

  public Shop {
    url = url == null || url.isBlank() ? null : web("url", url);
    cartUrl = cartUrl == null || cartUrl.isBlank() ? null : web("cart-url", cartUrl);
    productUrl = productUrl == null || productUrl.isBlank() ? null : web("product-url", productUrl);
  }

  private static String web(String name, String url) {
    if (!url.matches("https?://[^\\s\\p{Cntrl}]+")) {
      throw new IllegalArgumentException(
          "trailmark.shop." + name + " must be an address that begins with https://");
    }
    return url;
  }

  /** Whether a reader can see who writes to them. */
  public boolean isKnown() {
    return url != null && isSaid(name) && isSaid(address);
  }

  private static boolean isSaid(@Nullable String text) {
    return text != null && !text.isBlank();
  }

  String shownName() {
    return name == null || name.isBlank() ? "Our shop" : name.strip();
  }

  String home() {
    return url == null ? "https://shop.example.com" : url.replaceFirst("/+$", "");
  }

  String postalAddress() {
    return address == null || address.isBlank()
        ? "(the shop's postal address: setting trailmark.shop.address)"
        : address.strip();
  }

  String cart() {
    return cartUrl == null ? home() + "/cart" : cartUrl;
  }

  /** A product's page; the first page if nothing leads further. */
  String product(@Nullable String productId) {
    return productUrl == null || productId == null
        ? home()
        : productUrl.replace(
            "{productId}",
            URLEncoder.encode(productId, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  Locale language() {
    return locale == null ? Locale.ENGLISH : locale;
  }
}
