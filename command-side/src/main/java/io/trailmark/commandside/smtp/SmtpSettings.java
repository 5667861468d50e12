package io.trailmark.commandside.smtp;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.util.Properties;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The mail server that e-mail goes by ({@code trailmark.smtp.*}).
 *
 * @param host empty: there is none, and e-mail stays in the outbox
 * @param port 587 unless set, 465 with {@code tls}
 * @param username empty: no login
 * @param starttls whether the connection must be made secret before anything is said; else it is if
 *     the server can
 * @param tls whether it is secret from the first byte on
 * @param from whom messages are from, {@code "Shop <shop@shop.example>"}
 * @param replyTo where answers go, empty: to {@code from}
 * @param unsubscribe an address that takes unsubscriptions by mail as well, empty: none
 * @param connectWithin machine time
 * @param answerWithin machine time that the server may take for each answer
 */
@ConfigurationProperties("trailmark.smtp")
record SmtpSettings(
    @DefaultValue("") String host,
    @DefaultValue("0") int port,
    @DefaultValue("") String username,
    @DefaultValue("") String password,
    @DefaultValue("false") boolean starttls,
    @DefaultValue("false") boolean tls,
    @DefaultValue("") String from,
    @DefaultValue("") String replyTo,
    @DefaultValue("") String unsubscribe,
    @DefaultValue("10s") Duration connectWithin,
    @DefaultValue("30s") Duration answerWithin) {

  SmtpSettings {
    if (!host.isEmpty()) {
      address("from", from);
      if (!replyTo.isEmpty()) {
        address("reply-to", replyTo);
      }
      if (!unsubscribe.isEmpty()) {
        address("unsubscribe", unsubscribe);
      }
    }
  }

  private static InternetAddress address(String name, String text) {
    try {
      InternetAddress address = new InternetAddress(text, true);
      if (address.getAddress().contains("@") && text.chars().noneMatch(Character::isISOControl)) {
        return address;
      }
    } catch (AddressException e) {
      throw new IllegalArgumentException(wrong(name), e);
    }
    throw new IllegalArgumentException(wrong(name));
  }

  private static String wrong(String name) {
    return "trailmark.smtp." + name + " must be an address such as shop@shop.example";
  }

  boolean isOn() {
    return !host.isEmpty();
  }

  InternetAddress sender() {
    return address("from", from);
  }

  InternetAddress answersTo() {
    return address("reply-to", replyTo.isEmpty() ? from : replyTo);
  }

  int serverPort() {
    return port != 0 ? port : tls ? 465 : 587;
  }

  /** What Jakarta Mail is told: nothing may wait for ever. */
  Properties ofSession() {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.connectiontimeout", millis(connectWithin));
    properties.setProperty("mail.smtp.timeout", millis(answerWithin));
    properties.setProperty("mail.smtp.writetimeout", millis(answerWithin));
    properties.setProperty("mail.smtp.auth", Boolean.toString(!username.isEmpty()));
    properties.setProperty("mail.smtp.ssl.enable", Boolean.toString(tls));
    properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(!tls));
    properties.setProperty("mail.smtp.starttls.required", Boolean.toString(starttls));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    // Nobody is to learn the name of this machine.
    String domain = sender().getAddress();
    properties.setProperty("mail.smtp.localhost", domain.substring(domain.indexOf('@') + 1));
    // A message is accepted for its one address, or it is not.
    properties.setProperty("mail.smtp.sendpartial", "false");
    properties.setProperty("mail.smtp.quitwait", "false");
    properties.setProperty("mail.mime.allowutf8", "false");
    return properties;
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  /** A password is for nobody's eyes. */
  @Override
  public String toString() {
    return "SmtpSettings[host=" + host + "]";
  }
}
