package io.trailmark.commandside.smtp;

import io.trailmark.commandside.delivery.Delivery;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/**
 * What a failed attempt means. Until the server was told to take the message, and whenever it said
 * no, it surely did not go out; if it said nothing after that, nobody can tell.
 */
final class SmtpFailure {
  private SmtpFailure() {}

  /**
   * The same, to be thrown. Says no more than codes: what servers say quotes addresses.
   *
   * @param handedOver whether the server was told to take what the message says
   */
  static RuntimeException of(MessagingException failure, boolean handedOver) {
    SMTPAddressFailedException address = find(failure, SMTPAddressFailedException.class);
    if (address != null) {
      return ofAddress(address.getReturnCode());
    }
    int code = code(failure);
    if (code >= 500) {
      return new Delivery.Refused("SMTP " + code);
    }
    if (code >= 400) {
      return new Delivery.NotSent("SMTP " + code);
    }
    if (handedOver) {
      return new Delivery.Ambiguous("no answer of the mail server");
    }
    return new Delivery.NotSent(
        find(failure, AuthenticationFailedException.class) == null
            ? "no connection to the mail server"
            : "the mail server refuses the login");
  }

  /** 550, 551 and 553 say that there is no such mailbox; 552 and 554 need not be the address's. */
  private static RuntimeException ofAddress(int code) {
    return switch (code) {
      case 550, 551, 553 -> Delivery.Refused.badAddress("SMTP " + code + " for the address");
      default ->
          code >= 500
              ? new Delivery.Refused("SMTP " + code + " for the address")
              : new Delivery.NotSent("SMTP " + code + " for the address");
    };
  }

  private static int code(MessagingException failure) {
    SMTPSendFailedException send = find(failure, SMTPSendFailedException.class);
    if (send != null) {
      return send.getReturnCode();
    }
    SMTPSenderFailedException sender = find(failure, SMTPSenderFailedException.class);
    return sender == null ? -1 : sender.getReturnCode();
  }

  /** Through what Jakarta Mail chains beside the causes. */
  private static <T> @Nullable T find(@Nullable Exception failure, Class<T> type) {
    for (Exception e = failure; e != null; ) {
      if (type.isInstance(e)) {
        return type.cast(e);
      }
      e = e instanceof MessagingException m ? m.getNextException() : null;
    }
    return null;
  }
}
