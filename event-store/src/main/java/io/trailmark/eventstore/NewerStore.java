package io.trailmark.eventstore;

/** Why a server does not start: its tables are other than it knows, or gone. */
public final class NewerStore extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  NewerStore() {
    super(
        "The store was used by a newer release: start that one, or restore a backup that this one"
            + " made.");
  }
}
