package io.trailmark.commandside.contact;

import java.util.List;

/** Where else than in the contact book something personal is kept. */
public interface PersonalData {

  /**
   * Deletes all of it, in the caller's transaction.
   *
   * @param customers the keys of one person
   */
  void erase(List<String> customers);
}
