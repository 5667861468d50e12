package io.trailmark.segmentation.sequence;

import io.trailmark.segmentation.rule.Rule;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * One step of a sequence. Steps stand in one list, whatever they are nested in where they are
 * written; those that lead elsewhere name the index of the step that they lead to, which is always
 * a later one, or the end.
 */
public sealed interface Step {

  /** What is done when the run comes to it, rather than where it goes on. */
  sealed interface Action extends Step {}

  /** An action that goes through the delivery, and ends sent, skipped, failed or unknown. */
  sealed interface Delivered extends Action {
    /** {@code email}, {@code sms}, {@code push} or {@code webhook}. */
    String channel();

    /** What is delivered: the template's name, or the destination's. */
    String content();
  }

  /**
   * Send a message made from {@code template} over {@code channel} ({@code email}, {@code sms} or
   * {@code push}).
   *
   * @param survey whether its links ask something
   */
  record Send(String template, String channel, boolean survey) implements Delivered {
    @Override
    public String content() {
      return template;
    }
  }

  /** Tell another system, of this name in the configuration. */
  record Webhook(String destination) implements Delivered {
    /** Beside the ways to reach a person. */
    public static final String CHANNEL = "webhook";

    @Override
    public String channel() {
      return CHANNEL;
    }

    @Override
    public String content() {
      return destination;
    }
  }

  /** Never send anything to this customer again. */
  record Suppress(String reason) implements Action {}

  /** Record that the run came here, for rules to see. */
  record Tag(String tag) implements Action {}

  /** Let time pass. */
  record Pause(Wait how) implements Step {}

  /** Go on with the next step if the rule holds, else with {@code otherwise}. */
  record Branch(Rule when, int otherwise) implements Step {}

  /** Go on with another step. */
  record GoTo(int step) implements Step {}

  /** Go on with the steps of one of the arms, always the same for a customer. */
  record Split(String name, List<Arm> arms) implements Step {
    /** All arms together. */
    public static final long WHOLE = 100_000_000;

    public Split {
      arms = List.copyOf(arms);
    }

    /**
     * One of several ways.
     *
     * @param share millionths of a percent
     * @param step the first of its steps
     */
    public record Arm(String name, long share, int step) {}

    /**
     * The arm that a customer is in: by a hash of customer, sequence and the split's name, so that
     * no arm depends on another split's.
     */
    Arm arm(String customer, String sequence) {
      long place = place(customer + "\n" + sequence + "\n" + name);
      for (Arm arm : arms) {
        place -= arm.share();
        if (place < 0) {
          return arm;
        }
      }
      return arms.getLast();
    }

    private static long place(String of) {
      try {
        byte[] hash =
            MessageDigest.getInstance("SHA-256").digest(of.getBytes(StandardCharsets.UTF_8));
        return Long.remainderUnsigned(ByteBuffer.wrap(hash).getLong(), WHOLE);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
