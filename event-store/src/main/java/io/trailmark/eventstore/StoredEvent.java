package io.trailmark.eventstore;

import java.time.Instant;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.serialization.SerializedObject;

/** A row of the log. Axon's own entry keeps the instant as text and parses it for every reader. */
record StoredEvent(
    String type,
    String aggregate,
    long sequence,
    Instant recordedAt,
    SerializedObject<byte[]> payload,
    SerializedObject<byte[]> metadata)
    implements DomainEventData<byte[]> {

  @Override
  public String getEventIdentifier() {
    return aggregate + "/" + sequence;
  }

  @Override
  public String getType() {
    return type;
  }

  @Override
  public String getAggregateIdentifier() {
    return aggregate;
  }

  @Override
  public long getSequenceNumber() {
    return sequence;
  }

  @Override
  public Instant getTimestamp() {
    return recordedAt;
  }

  @Override
  public SerializedObject<byte[]> getMetaData() {
    return metadata;
  }

  @Override
  public SerializedObject<byte[]> getPayload() {
    return payload;
  }
}
