package io.trailmark.segmentation.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Kinds of activity.
 *
 * @param names these kinds
 * @param any any kind but those of {@link #OURS}, which the customer did not do
 */
public record Kinds(List<String> names, boolean any) {
  public Kinds {
    names = List.copyOf(names);
  }

  /** Kind of the activities that say that a run came to a tag. */
  public static final String TAGGED = "tagged";

  /** What we do ourselves, or know. */
  public static final Set<String> OURS = Set.of("message_sent", View.TRAIT, TAGGED);

  /** The kinds whose activities carry an amount, beside their properties. */
  public static final List<String> WITH_AMOUNT = List.of(View.ORDERED, Measure.Net.REFUND);

  /** No kind at all. */
  public static final Kinds NONE = new Kinds(List.of(), false);

  /** These kinds. */
  public static Kinds of(String... names) {
    return new Kinds(List.of(names), false);
  }

  /** Whether activities of the kind are meant. */
  public boolean contains(String kind) {
    return names.contains(kind) || any && !OURS.contains(kind);
  }

  /** Whether each of these is one of the others too. */
  boolean areAmong(Kinds others) {
    return (!any || others.any) && names.stream().allMatch(others::contains);
  }

  /** Whether activities of each of these kinds carry an amount. */
  public boolean carryAmounts() {
    return !any && !names.isEmpty() && WITH_AMOUNT.containsAll(names);
  }

  /** The kinds of both. */
  public Kinds and(Kinds other) {
    if (other.names.isEmpty() && !other.any) {
      return this;
    }
    List<String> both = new ArrayList<>(names);
    other.names.stream().filter(name -> !both.contains(name)).forEach(both::add);
    return new Kinds(both, any || other.any);
  }

  /** The kinds that are of both. */
  Kinds common(Kinds other) {
    List<String> common = new ArrayList<>(names.stream().filter(other::contains).toList());
    other.names.stream()
        .filter(name -> contains(name) && !common.contains(name))
        .forEach(common::add);
    return new Kinds(common, any && other.any);
  }

  @Override
  public String toString() {
    return any && names.isEmpty() ? "any" : (any ? "any, " : "") + String.join(", ", names);
  }
}
