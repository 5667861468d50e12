package io.trailmark.queryside.playbook;

import java.time.ZoneId;

/** In which zone days are told. */
public interface Zones {

  /** The zone of a playbook version. */
  ZoneId of(int version);
}
