package io.trailmark.commandside.smtp;

import io.trailmark.commandside.contact.Reach;
import io.trailmark.commandside.delivery.Delivery;
import io.trailmark.commandside.delivery.Way;
import io.trailmark.commandside.link.Links;
import io.trailmark.commandside.template.Composed;
import io.trailmark.commandside.template.Composing;
import io.trailmark.commandside.template.MessageLinks;
import io.trailmark.commandside.template.Shop;
import io.trailmark.eventstore.BusinessClock;
import io.trailmark.eventstore.InstallationSecrets;
import io.trailmark.eventstore.KeyedHash;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** E-mail by the mail server that is configured, a connection for each. */
@Component
@Order(10)
class SmtpDelivery implements Delivery, Way {
  private static final Logger log = LoggerFactory.getLogger(SmtpDelivery.class);

  private final SmtpSettings settings;
  private final Composing composing;
  private final Links links;
  private final Reach reach;
  private final BusinessClock clock;
  private final KeyedHash keyed;

  SmtpDelivery(
      SmtpSettings settings,
      Shop shop,
      Composing composing,
      Links links,
      Reach reach,
      BusinessClock clock,
      InstallationSecrets secrets) {
    if (settings.isOn() && !shop.isKnown()) {
      throw new IllegalStateException(
          "who gets mail must see from whom: set trailmark.shop.name, .url and .address, or leave"
              + " trailmark.smtp.host empty");
    }
    this.settings = settings;
    this.composing = composing;
    this.links = links;
    this.reach = reach;
    this.clock = clock;
    this.keyed = new KeyedHash(secrets.secret("mail-ids"));
  }

  @Override
  public Map<String, Delivery> deliveries() {
    return settings.isOn() ? Map.of("email", this) : Map.of();
  }

  @Override
  public String name() {
    return "smtp";
  }

  @Override
  public boolean needsAddress() {
    return true;
  }

  @Override
  public Ready ready(Message m) {
    String address = reach.address(m.customer(), m.channel());
    if (address == null) {
      return new Ready(m, null, () -> {});
    }
    String about = m.customer() + "\n" + m.sequence() + "\n" + m.run() + "\n" + m.step();
    return ready(m, address, about, m.run(), links.of(m));
  }

  @Override
  public Ready trial(Message m, String to) {
    return ready(m, to, "trial\n" + UUID.randomUUID(), null, links.ofTrial(m));
  }

  private Ready ready(
      Message m, String address, String about, @Nullable String run, MessageLinks of) {
    InternetAddress to = parsed(address);
    Composed composed = composing.compose(m.template(), m.channel(), m.customer(), run, of);
    try {
      Mail mail =
          new Mail(
              Session.getInstance(settings.ofSession()),
              settings,
              id(about),
              to,
              composed,
              of.unsubscribe(),
              clock.instant());
      return new Ready(m, address, () -> send(mail, to));
    } catch (MessagingException e) {
      throw new Refused("no mail can be made of it");
    }
  }

  private static InternetAddress parsed(String address) {
    try {
      InternetAddress parsed = new InternetAddress(address, true);
      String only = parsed.getAddress();
      if (only != null && only.indexOf('@') > 0 && only.chars().noneMatch(c -> c <= ' ')) {
        // Whatever else stood there, a name for example, is left out.
        return new InternetAddress(only);
      }
    } catch (AddressException e) {
      log.debug("an address cannot be read");
    }
    throw new Refused("the address is none");
  }

  /** Stays the same for a message, and tells nobody what it is about. */
  private String id(String about) {
    String sender = settings.sender().getAddress();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(keyed.of(about)).substring(0, 32)
        + sender.substring(sender.indexOf('@'));
  }

  @Override
  public void deliver(Message message) {
    ready(message).way().run();
  }

  private void send(Mail mail, InternetAddress to) {
    try {
      SMTPTransport transport = (SMTPTransport) mail.getSession().getTransport("smtp");
      try {
        boolean login = !settings.username().isEmpty();
        transport.connect(
            settings.host(),
            settings.serverPort(),
            login ? settings.username() : null,
            login ? settings.password() : null);
        transport.sendMessage(mail, new Address[] {to});
      } finally {
        close(transport);
      }
    } catch (MessagingException e) {
      throw SmtpFailure.of(e, mail.isHandedOver());
    }
  }

  /** What goes wrong here changes nothing of what was accepted. */
  private static void close(SMTPTransport transport) {
    try {
      transport.close();
    } catch (MessagingException e) {
      log.debug("the connection to the mail server did not end well");
    }
  }
}
