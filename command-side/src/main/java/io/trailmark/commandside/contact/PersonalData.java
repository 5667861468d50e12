package io.trailmark.commandside.contact;

import java.util.List;
import java.util.function.Consumer;

/** Where else than in the contact book something personal is kept. */
public interface PersonalData {

  /** What it is called in an export. */
  String name();

  /**
   * Tells all of it.
   *
   * @param customers the keys of one person
   * @param json takes each thing, as JSON
   */
  void tell(List<String> customers, Consumer<String> json);

  /**
   * Deletes all of it, in the caller's transaction.
   *
   * @param customers the keys of one person
   */
  void erase(List<String> customers);
}
