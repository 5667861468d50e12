package io.trailmark.commandside;

/** A command that says itself which aggregate it is for. */
public interface AggregateCommand {

  /** Identifier of the aggregate. */
  String aggregate();
}
