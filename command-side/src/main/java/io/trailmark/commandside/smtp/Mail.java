package io.trailmark.commandside.smtp;

import io.trailmark.commandside.template.Composed;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Date;

/** A mail of ours. Knows whether a server has begun to take it. */
final class Mail extends MimeMessage {
  private final String id;
  private boolean handedOver;

  /**
   * @param id without the brackets
   * @param unsubscribe where it is unsubscribed from by one click
   * @param at its date
   */
  Mail(
      Session session,
      SmtpSettings settings,
      String id,
      InternetAddress to,
      Composed composed,
      String unsubscribe,
      Instant at)
      throws MessagingException {
    super(session);
    this.id = id;
    setFrom(settings.sender());
    setReplyTo(new InternetAddress[] {settings.answersTo()});
    setRecipient(Message.RecipientType.TO, to);
    setSubject(oneLine(composed.subject()), "UTF-8");
    setSentDate(Date.from(at));
    setHeader("List-Unsubscribe", listUnsubscribe(settings, unsubscribe));
    setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    // Nobody's absence notes are wanted: RFC 3834, and what came before it.
    setHeader("Auto-Submitted", "auto-generated");
    setHeader("Precedence", "bulk");
    say(composed);
    saveChanges();
  }

  /** A line break would begin a header of somebody else's choice. */
  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  private static String listUnsubscribe(SmtpSettings settings, String unsubscribe) {
    return settings.unsubscribe().isEmpty()
        ? "<" + unsubscribe + ">"
        : "<" + unsubscribe + ">,\r\n <mailto:" + settings.unsubscribe() + "?subject=unsubscribe>";
  }

  private void say(Composed composed) throws MessagingException {
    if (composed.html() == null) {
      setText(composed.text(), "UTF-8");
      return;
    }
    MimeBodyPart text = new MimeBodyPart();
    text.setText(composed.text(), "UTF-8");
    MimeBodyPart html = new MimeBodyPart();
    html.setText(composed.html(), "UTF-8", "html");
    // The last is what is preferred.
    setContent(new MimeMultipart("alternative", text, html));
  }

  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", "<" + id + ">");
  }

  @Override
  public void writeTo(OutputStream out, String[] without) throws IOException, MessagingException {
    handedOver = true;
    super.writeTo(out, without);
  }

  /** Whether a server was told to take what it says. */
  boolean isHandedOver() {
    return handedOver;
  }
}
