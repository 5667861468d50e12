package io.trailmark.eventstore.access;

import java.util.Locale;

/** What a credential may be good for. Names of constants, in lower case, are stored for ever. */
public enum Scope {
  /** Record activities and contact data, under the credential's name as the source. */
  INGEST,
  /** Read what is known, but for contact data. */
  QUERY,
  /** Draft and activate playbooks, run backtests, rebuild projections. */
  DESIGN,
  /** Hold and release what is sent, and see what it says, contact data included. */
  SEND,
  /** What people have a right to: be erased, get what is known of them, not be written to. */
  ERASE;

  /** As it is written in tokens, in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As Spring Security calls the scopes of a JWT. */
  public String authority() {
    return "SCOPE_" + label();
  }
}
