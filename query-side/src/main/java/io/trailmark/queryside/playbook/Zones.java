package io.trailmark.queryside.playbook;

import java.time.ZoneId;

/** In which zone days are told. */
public interface Zones {

  /** The zone of a playbook version. */
  ZoneId of(int version);

  /** The zone of the playbook in force at an instant, milliseconds; UTC before the first. */
  ZoneId at(long instant);
}
