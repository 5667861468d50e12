package io.trailmark.allinone;

/** Why a command does not do what it was asked to; the message is all that its user sees. */
class Refusal extends RuntimeException {
  Refusal(String message) {
    super(message);
  }

  Refusal(String message, Throwable cause) {
    super(message, cause);
  }
}
