package io.trailmark.eventstore;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.EventUtils;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedDomainEventData;
import org.axonframework.eventhandling.TrackedEventData;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.WrappedToken;
import org.axonframework.eventsourcing.eventstore.BatchingEventStorageEngine;
import org.axonframework.eventsourcing.snapshotting.SnapshotFilter;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.serialization.SerializedMetaData;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/**
 * Keeps events in PostgreSQL, in the schema of {@code db/migration}. A list of events is appended
 * with one statement; the events of many aggregates are loaded with two ({@link #prefetch}); and
 * readers of the whole log get every event, in order of {@code global_index}, once: see {@link
 * LogReader}.
 *
 * <p>Event identifiers are {@code aggregate/sequence} and not stored. The timestamp is kept to the
 * millisecond.
 */
public final class PostgresEventStorageEngine extends BatchingEventStorageEngine {
  private static final int BATCH = 1_000;
  private static final String PREFETCHED =
      PostgresEventStorageEngine.class.getName() + "/prefetched";
  private static final String COLUMNS =
      "aggregate, sequence, aggregate_type, recorded_at, payload_type, payload_revision, payload,"
          + " metadata";

  private final JdbcTemplate jdbc;
  private final LogReader log;
  private final byte[] noMetadata;

  private PostgresEventStorageEngine(Builder builder, DataSource database, Serializer serializer) {
    super(builder);
    this.jdbc = new JdbcTemplate(database);
    this.log = new LogReader(Outside.of(database));
    this.noMetadata = serializer.serialize(MetaData.emptyInstance(), byte[].class).getData();
  }

  static PostgresEventStorageEngine create(
      DataSource database,
      Serializer serializer,
      EventUpcaster upcasters,
      SnapshotFilter snapshots,
      PersistenceExceptionResolver resolver) {
    Builder builder = new Builder();
    builder
        .batchSize(BATCH)
        .snapshotSerializer(serializer)
        .eventSerializer(serializer)
        .upcasterChain(upcasters)
        .snapshotFilter(snapshots)
        .persistenceExceptionResolver(resolver);
    return new PostgresEventStorageEngine(builder, database, serializer);
  }

  private static final class Builder extends BatchingEventStorageEngine.Builder {}

  @Override
  protected void appendEvents(List<? extends EventMessage<?>> events, Serializer serializer) {
    if (events.isEmpty()) {
      return;
    }
    int n = events.size();
    String[] aggregates = new String[n];
    Long[] sequences = new Long[n];
    String[] types = new String[n];
    Long[] recorded = new Long[n];
    String[] payloadTypes = new String[n];
    @Nullable String[] revisions = new String[n];
    byte[] @Nullable [] metadata = new byte[n][];
    byte[][] payloads = new byte[n][];
    for (int i = 0; i < n; i++) {
      if (!(events.get(i) instanceof DomainEventMessage<?> event)) {
        throw new IllegalArgumentException("only events of aggregates are kept: " + events.get(i));
      }
      SerializedObject<byte[]> payload = event.serializePayload(serializer, byte[].class);
      aggregates[i] = event.getAggregateIdentifier();
      sequences[i] = event.getSequenceNumber();
      types[i] = event.getType();
      recorded[i] = event.getTimestamp().toEpochMilli();
      payloadTypes[i] = payload.getType().getName();
      revisions[i] = payload.getType().getRevision();
      metadata[i] = metadata(event, serializer);
      payloads[i] = payload.getData();
    }
    try {
      jdbc.update(
          "insert into domain_event (aggregate, sequence, aggregate_type, recorded_at,"
              + " payload_type, payload_revision, metadata, payload) select * from"
              + " unnest(?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::text[], ?::text[],"
              + " ?::bytea[], ?::bytea[])",
          aggregates,
          sequences,
          types,
          recorded,
          payloadTypes,
          revisions,
          metadata,
          payloads);
    } catch (DataAccessException e) {
      handlePersistenceException(e, events.getFirst());
    }
  }

  private static byte @Nullable [] metadata(EventMessage<?> event, Serializer serializer) {
    return event.getMetaData().isEmpty()
        ? null
        : event.serializeMetaData(serializer, byte[].class).getData();
  }

  /** Stores the newest snapshot of an aggregate; an older one than what is there has no effect. */
  @Override
  protected void storeSnapshot(DomainEventMessage<?> snapshot, Serializer serializer) {
    SerializedObject<byte[]> payload = snapshot.serializePayload(serializer, byte[].class);
    jdbc.update(
        "insert into snapshot as old (aggregate, sequence, aggregate_type, recorded_at,"
            + " payload_type, payload_revision, payload) values (?, ?, ?, ?, ?, ?, ?) on conflict"
            + " (aggregate) do update set sequence = excluded.sequence, recorded_at ="
            + " excluded.recorded_at, payload_type = excluded.payload_type, payload_revision ="
            + " excluded.payload_revision, payload = excluded.payload where old.sequence <="
            + " excluded.sequence",
        snapshot.getAggregateIdentifier(),
        snapshot.getSequenceNumber(),
        snapshot.getType(),
        snapshot.getTimestamp().toEpochMilli(),
        payload.getType().getName(),
        payload.getType().getRevision(),
        payload.getData());
  }

  /**
   * Loads snapshots and events of many aggregates at once; the first {@code readSnapshot} and
   * {@code readEvents} of each in the current unit of work then find them in memory. Without a unit
   * of work it does nothing.
   */
  public void prefetch(Collection<String> aggregates) {
    if (!CurrentUnitOfWork.isStarted() || aggregates.isEmpty()) {
      return;
    }
    Map<String, Prefetched> loaded = new HashMap<>();
    aggregates.forEach(a -> loaded.put(a, new Prefetched()));
    String[] ids = aggregates.toArray(String[]::new);
    jdbc.query(
        "select " + COLUMNS + " from snapshot where aggregate = any(?)",
        row -> {
          DomainEventData<byte[]> data = data(row);
          prefetched(loaded, data).snapshot = data;
        },
        (Object) ids);
    Long[] from =
        Arrays.stream(ids)
            .map(id -> loaded.getOrDefault(id, new Prefetched()).first())
            .toArray(Long[]::new);
    jdbc.query(
        "select e.aggregate, e.sequence, e.aggregate_type, e.recorded_at, e.payload_type,"
            + " e.payload_revision, e.payload, e.metadata from unnest(?::text[], ?::bigint[]) as w"
            // Lateral with an order of its own: an index scan for each, whatever statistics say.
            + " (wanted, first) cross join lateral (select * from domain_event where aggregate ="
            + " wanted and sequence >= first order by aggregate, sequence) e",
        row -> {
          DomainEventData<byte[]> data = data(row);
          prefetched(loaded, data).events.add(data);
        },
        ids,
        from);
    CurrentUnitOfWork.get().root().resources().put(PREFETCHED, loaded);
  }

  private static Prefetched prefetched(
      Map<String, Prefetched> loaded, DomainEventData<byte[]> data) {
    return loaded.computeIfAbsent(data.getAggregateIdentifier(), a -> new Prefetched());
  }

  private static final class Prefetched {
    private @Nullable DomainEventData<byte[]> snapshot;
    private final List<DomainEventData<byte[]>> events = new ArrayList<>();

    long first() {
      return snapshot == null ? 0 : snapshot.getSequenceNumber() + 1;
    }
  }

  private static Map<String, Prefetched> prefetched() {
    return CurrentUnitOfWork.isStarted()
        ? CurrentUnitOfWork.get().root().getOrDefaultResource(PREFETCHED, Map.of())
        : Map.of();
  }

  @Override
  protected Stream<? extends DomainEventData<?>> readEventData(String aggregate, long first) {
    Map<String, Prefetched> loaded = prefetched();
    Prefetched known = loaded.get(aggregate);
    if (known != null && known.first() == first) {
      // Used once: what this unit of work appends afterwards is not in it.
      loaded.remove(aggregate);
      return known.events.stream();
    }
    return super.readEventData(aggregate, first);
  }

  @Override
  protected Stream<? extends DomainEventData<?>> readSnapshotData(String aggregate) {
    Prefetched known = prefetched().get(aggregate);
    if (known != null) {
      return known.snapshot == null ? Stream.empty() : Stream.of(known.snapshot);
    }
    return jdbc
        .query("select " + COLUMNS + " from snapshot where aggregate = ?", dataMapper(), aggregate)
        .stream();
  }

  @Override
  protected List<? extends DomainEventData<?>> fetchDomainEvents(
      String aggregate, long first, int batch) {
    return jdbc.query(
        "select "
            + COLUMNS
            + " from domain_event where aggregate = ? and sequence >= ? order by sequence limit ?",
        dataMapper(),
        aggregate,
        first,
        batch);
  }

  @Override
  protected List<? extends TrackedEventData<?>> fetchTrackedEvents(
      @Nullable TrackingToken last, int batch) {
    return log.after(index(last), batch, "global_index, " + COLUMNS, this::tracked);
  }

  /** The index after which whoever holds this token reads on. */
  static long index(@Nullable TrackingToken token) {
    if (token == null) {
      return 0;
    }
    if (WrappedToken.unwrapLowerBound(token) instanceof GlobalSequenceTrackingToken global) {
      return global.getGlobalIndex();
    }
    throw new IllegalArgumentException("not a token of this event store: " + token);
  }

  /**
   * Events after an index.
   *
   * @param last index of the last row read, or the one given: an upcaster may have dropped events
   * @param full whether more may follow at once
   */
  record Batch(List<? extends TrackedEventMessage<?>> events, long last, boolean full) {}

  /** The next events after an index, without waiting for any. */
  Batch next(long after) {
    List<? extends TrackedEventData<?>> rows =
        log.after(after, BATCH, "global_index, " + COLUMNS, this::tracked);
    var events =
        EventUtils.upcastAndDeserializeTrackedEvents(
                rows.stream(), getEventSerializer(), upcasterChain)
            .toList();
    long last = rows.isEmpty() ? after : index(rows.getLast().trackingToken());
    return new Batch(events, last, rows.size() == BATCH);
  }

  private TrackedEventData<byte[]> tracked(ResultSet row, int number) throws SQLException {
    return new TrackedDomainEventData<>(
        new GlobalSequenceTrackingToken(row.getLong("global_index")), data(row));
  }

  private RowMapper<DomainEventData<byte[]>> dataMapper() {
    return (row, number) -> data(row);
  }

  private DomainEventData<byte[]> data(ResultSet row) throws SQLException {
    String aggregate = row.getString("aggregate");
    long sequence = row.getLong("sequence");
    byte[] metadata = row.getBytes("metadata");
    return new StoredEvent(
        row.getString("aggregate_type"),
        aggregate,
        sequence,
        Instant.ofEpochMilli(row.getLong("recorded_at")),
        new SimpleSerializedObject<>(
            row.getBytes("payload"),
            byte[].class,
            row.getString("payload_type"),
            row.getString("payload_revision")),
        new SerializedMetaData<>(metadata == null ? noMetadata : metadata, byte[].class));
  }

  @Override
  public Optional<Long> lastSequenceNumberFor(String aggregate) {
    return Optional.ofNullable(
        jdbc.queryForObject(
            "select max(sequence) from domain_event where aggregate = ?", Long.class, aggregate));
  }

  /** Before the first event. */
  @Override
  public TrackingToken createTailToken() {
    return new GlobalSequenceTrackingToken(0);
  }

  /** The last event that everything before it is known of: never past one that may still come. */
  @Override
  public TrackingToken createHeadToken() {
    return new GlobalSequenceTrackingToken(log.settled());
  }

  /** Before the first event that was recorded at {@code instant} or later. */
  @Override
  public TrackingToken createTokenAt(Instant instant) {
    // Whatever was drawn before the event found below has then ended, and is there to be found.
    TrackingToken head = createHeadToken();
    Long first =
        jdbc.queryForObject(
            "select min(global_index) from domain_event where recorded_at >= ?",
            Long.class,
            instant.toEpochMilli());
    return first == null || first > index(head) ? head : new GlobalSequenceTrackingToken(first - 1);
  }
}
