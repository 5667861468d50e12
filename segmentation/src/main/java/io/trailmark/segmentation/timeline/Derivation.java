package io.trailmark.segmentation.timeline;

/**
 * What follows from several activities together, as a column of its own. Whatever it says of an
 * instant depends only on activities at that instant or before. Equal derivations say the same.
 */
public interface Derivation {

  /** Whether activities of the kind matter. */
  boolean dependsOn(String kind);

  /** Adds, in order, everything that follows for {@code from} and later. */
  void extend(Column column, long from);
}
