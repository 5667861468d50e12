package io.trailmark.eventstore.access;

/** Why a server does not start: it would be open to whoever reaches it. */
public final class NoAccess extends IllegalStateException {
  NoAccess(String message) {
    super(message);
  }
}
