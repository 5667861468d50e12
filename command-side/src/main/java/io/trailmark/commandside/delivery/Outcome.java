package io.trailmark.commandside.delivery;

/** What became of a message that was handed over. */
public sealed interface Outcome {

  /** It was accepted. */
  record Accepted() implements Outcome {}

  /**
   * It will never go out.
   *
   * @param badAddress nobody is reached there
   */
  record Failed(String reason, boolean badAddress) implements Outcome {}

  /** It surely did not go out, and is to be tried again. */
  record NotSent(String reason) implements Outcome {}

  /** Nobody can tell. */
  record Unknown() implements Outcome {}

  /** Does {@code way}, as {@link Delivery#deliver(Delivery.Message)} is done. */
  static Outcome of(Runnable way) {
    try {
      way.run();
      return new Accepted();
    } catch (Delivery.Refused refused) {
      return new Failed(String.valueOf(refused.getMessage()), refused.isBadAddress());
    } catch (Delivery.NotSent notSent) {
      return new NotSent(String.valueOf(notSent.getMessage()));
    } catch (Delivery.Ambiguous ambiguous) {
      return new Unknown();
    } catch (RuntimeException failure) {
      return new Failed(failure.getClass().getSimpleName(), false);
    }
  }
}
