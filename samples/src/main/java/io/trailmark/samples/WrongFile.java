package io.trailmark.samples;

/** A file that is not what its format says it is. */
public final class WrongFile extends RuntimeException {
  WrongFile(String message) {
    super(message);
  }
}
