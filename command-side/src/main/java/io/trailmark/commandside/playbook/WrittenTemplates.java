package io.trailmark.commandside.playbook;

/** The templates that messages can be made of. */
public interface WrittenTemplates {
  /** Whether there is one of that name. */
  boolean exists(String name);
}
