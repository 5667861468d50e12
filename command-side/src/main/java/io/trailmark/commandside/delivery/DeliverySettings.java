package io.trailmark.commandside.delivery;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How messages go out; machine time.
 *
 * @param lease for how long a node that went away keeps what it had taken
 * @param pause before what surely did not go out is tried again; doubled each time
 * @param longestPause up to this
 * @param giveUpAfter what could not be sent for so long has failed
 * @param attempts or so many times
 * @param email pace of the channel
 * @param sms pace of the channel
 * @param push pace of the channel
 */
@ConfigurationProperties("trailmark.delivery")
record DeliverySettings(
    @DefaultValue("15s") Duration lease,
    @DefaultValue("1s") Duration pause,
    @DefaultValue("15m") Duration longestPause,
    @DefaultValue("3d") Duration giveUpAfter,
    @DefaultValue("400") int attempts,
    @DefaultValue Pace email,
    @DefaultValue Pace sms,
    @DefaultValue Pace push) {

  Pace pace(String destination) {
    return switch (destination) {
      case "email" -> email;
      case "sms" -> sms;
      case "push" -> push;
      default -> Pace.USUAL;
    };
  }
}
