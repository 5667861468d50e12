package io.trailmark.queryside.projection;

import java.util.Optional;

/** One generation of a read model being kept up with the log. */
public interface Follower extends AutoCloseable {

  /** Global index up to which everything is applied, wherever that happens. */
  long position();

  /** What it stumbles over again and again, if it does and this node does it. */
  Optional<Throwable> problem();

  @Override
  void close();
}
