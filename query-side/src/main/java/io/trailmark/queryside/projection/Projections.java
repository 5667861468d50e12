package io.trailmark.queryside.projection;

import io.trailmark.eventstore.EventFeed;
import io.trailmark.queryside.projection.Generations.Retired;
import io.trailmark.queryside.projection.Generations.State;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.messaging.unitofwork.RollbackConfigurationType;
import org.axonframework.serialization.Serializer;
import org.axonframework.spring.config.SpringAxonConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Keeps every read model up with the log, and rebuilds one on request: its next generation is built
 * from the first event on while the old one answers, answers in its place once it has come as far,
 * and the old one is dropped after every node had time to notice.
 */
@Component
class Projections implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Projections.class);

  private final List<ReadModel> readModels;
  private final EventFeed feed;
  private final ReadModels models;
  private final Generations generations;
  private final Tokens tokens;
  private final Settings settings;
  private final Clock machine = Clock.systemUTC();
  private final Map<String, Follower> followers = new ConcurrentHashMap<>();
  private final Map<String, State> states = new ConcurrentHashMap<>();

  /** Where the serving generation was a beat ago: a new one that is there too has caught up. */
  private final Map<String, Long> aBeatAgo = new HashMap<>();

  private @Nullable ScheduledExecutorService heart;

  /**
   * All machine time.
   *
   * @param beat how often a node looks what other nodes decided
   * @param claimTimeout after which another node takes over from one that says nothing
   * @param retiredFor how long an old generation stays after another answers in its place
   */
  @Component
  record Settings(
      @Value("${trailmark.projections.beat:500ms}") Duration beat,
      @Value("${trailmark.projections.claim-timeout:5s}") Duration claimTimeout,
      @Value("${trailmark.projections.retired-for:30s}") Duration retiredFor,
      @Value("${trailmark.projections.batch-size:1000}") int batchSize) {}

  Projections(
      List<ReadModel> readModels,
      EventFeed feed,
      ReadModels models,
      Serializer serializer,
      Settings settings) {
    this.readModels = readModels;
    this.feed = feed;
    this.models = models;
    this.generations = new Generations(models.database().getCollection("projections"));
    this.tokens = new Tokens(models.database(), serializer, settings.claimTimeout());
    this.settings = settings;
  }

  /**
   * How a projection stands.
   *
   * @param generation the one that answers
   * @param position global index up to which its events are applied
   * @param building the generation that is being built, null if none is
   * @param problem what it fails at again and again, null if at nothing
   */
  record Standing(
      String name,
      int generation,
      long position,
      @Nullable Integer building,
      @Nullable Long buildingPosition,
      @Nullable String problem) {}

  List<Standing> standings() {
    return readModels.stream().map(this::standing).toList();
  }

  private Standing standing(ReadModel projection) {
    State state = state(projection.name());
    String serving = processor(projection.name(), state.serving());
    Integer building = state.building();
    Long buildingPosition =
        building == null ? null : position(processor(projection.name(), building));
    Optional<String> problem =
        Optional.ofNullable(followers.get(serving))
            .flatMap(Follower::problem)
            .map(Throwable::toString);
    return new Standing(
        projection.name(),
        state.serving(),
        position(serving),
        building,
        buildingPosition,
        problem.orElse(null));
  }

  private State state(String name) {
    return states.computeIfAbsent(name, generations::of);
  }

  private long position(String processor) {
    Follower known = followers.get(processor);
    return known == null ? tokens.position(processor) : known.position();
  }

  private static String processor(String name, int generation) {
    return name + "_" + generation;
  }

  /** Begins to rebuild; empty if there is no such projection, else the generation being built. */
  Optional<Integer> rebuild(String name) {
    return readModels.stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .map(
            p -> {
              int building = generations.build(name);
              beat();
              return building;
            });
  }

  List<ReadModel> readModels() {
    return readModels;
  }

  List<String> names() {
    return readModels.stream().map(ReadModel::name).toList();
  }

  private synchronized void beat() {
    for (ReadModel projection : readModels) {
      try {
        beat(projection);
      } catch (RuntimeException e) {
        log.warn("Projection {} could not be looked after: {}", projection.name(), e.toString());
      }
    }
  }

  private void beat(ReadModel projection) {
    String name = projection.name();
    State state = generations.of(name);
    run(projection, state.serving());
    if (state.building() != null) {
      run(projection, state.building());
      if (caughtUp(name, state.building()) && generations.serve(name, state, machine.millis())) {
        log.info("Projection {} answers from generation {}", name, state.building());
        state = generations.of(name);
      }
    }
    aBeatAgo.put(name, position(processor(name, state.serving())));
    models.serve(projection, state.serving());
    states.put(name, state);
    for (Retired retired : state.retired()) {
      retire(projection, retired);
    }
  }

  private void run(ReadModel model, int generation) {
    followers.computeIfAbsent(
        processor(model.name(), generation),
        name -> {
          models.index(model, generation);
          return switch (model) {
            case FollowingModel m -> m.follow(c -> models.collection(c, generation));
            case Projection p -> process(name, p, generation);
          };
        });
  }

  private Processor process(String name, Projection projection, int generation) {
    return new Processor(
        name,
        tokens,
        PooledStreamingEventProcessor.builder()
            .eventHandlerInvoker(
                new BatchInvoker(projection, () -> models.workspace(projection, generation)))
            .rollbackConfiguration(RollbackConfigurationType.ANY_THROWABLE)
            .messageSource(feed.of(projection.events()))
            .tokenStore(tokens.store())
            .transactionManager(NoTransactionManager.INSTANCE)
            .initialSegmentCount(1)
            .initialToken(StreamableMessageSource::createTailToken)
            .batchSize(settings.batchSize())
            .tokenClaimInterval(settings.claimTimeout().toMillis() / 5)
            .claimExtensionThreshold(settings.claimTimeout().toMillis() / 4)
            // Axon's default is the clock of its messages, which is business time.
            .clock(machine));
  }

  private boolean caughtUp(String name, int building) {
    Long before = aBeatAgo.get(name);
    return before != null && position(processor(name, building)) >= before;
  }

  private void retire(ReadModel projection, Retired retired) {
    String processor = processor(projection.name(), retired.generation());
    Follower running = followers.remove(processor);
    if (running != null) {
      running.close();
    }
    if (machine.millis() >= retired.at() + settings.retiredFor().toMillis()) {
      tokens.drop(processor);
      models.drop(projection, retired.generation());
      generations.dropped(projection.name(), retired.generation());
      log.info("Projection {} dropped generation {}", projection.name(), retired.generation());
    }
  }

  @Override
  public void start() {
    heart =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("projections").factory());
    beat();
    long beat = settings.beat().toMillis();
    heart.scheduleWithFixedDelay(this::beat, beat, beat, TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() {
    if (heart != null) {
      heart.close();
    }
    followers.values().parallelStream().forEach(Follower::close);
    followers.clear();
    heart = null;
  }

  @Override
  public boolean isRunning() {
    return heart != null;
  }

  /** Before the web server answers: it must know by then which generations to answer from. */
  @Override
  public int getPhase() {
    return SpringAxonConfiguration.LIFECYCLE_PHASE + 512;
  }
}
