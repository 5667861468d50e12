package io.trailmark.queryside.projection;

import java.util.List;
import java.util.Set;

/** Turns events into documents that answer a question. Holds no state of its own. */
public non-sealed interface Projection extends ReadModel {

  /**
   * Collections it writes, in the order in which a batch writes them: what is computed from another
   * document comes before that document. After a crash between two writes the events come again,
   * and then find what they were computed from as it was, and ignore what was written.
   */
  @Override
  List<String> collections();

  /** Types of the events that it wants to see. */
  Set<Class<?>> events();

  /** Applies events in order of their position; any of them may have been applied before. */
  void project(List<Recorded> batch, Workspace workspace);
}
