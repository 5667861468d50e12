package io.trailmark.commandside.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

  @Test
  void doesWhatOneAsksAtOnce() {
    GroupCommit<Integer, Integer> twice =
        new GroupCommit<>(1, 10, r -> 1, group -> group.forEach(w -> w.answer(2 * w.request())));
    assertThat(twice.submit(4)).isEqualTo(8);
    assertThat(twice.submit(5)).isEqualTo(10);
  }

  @Test
  void groupsWhoeverComesWhileOthersAreAtWork() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<List<Integer>> groups = Collections.synchronizedList(new ArrayList<>());
    GroupCommit<Integer, Integer> echo =
        new GroupCommit<>(
            1,
            3,
            r -> 1,
            group -> {
              groups.add(group.stream().map(GroupCommit.Waiting::request).toList());
              if (groups.size() == 1) {
                busy.countDown();
                await(goOn);
              }
              group.forEach(w -> w.answer(w.request()));
            });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> first = threads.submit(() -> echo.submit(0));
      busy.await();
      List<Future<Integer>> others = new ArrayList<>();
      for (int i = 1; i <= 7; i++) {
        int request = i;
        others.add(threads.submit(() -> echo.submit(request)));
        while (echo.waiting() < i) {
          Thread.onSpinWait();
        }
      }
      goOn.countDown();
      assertThat(first.get()).isZero();
      for (int i = 1; i <= 7; i++) {
        assertThat(others.get(i - 1).get()).isEqualTo(i);
      }
    }
    assertThat(groups).containsExactly(List.of(0), List.of(1, 2, 3), List.of(4, 5, 6), List.of(7));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void failsAllOfAGroupAndGoesOn() {
    AtomicInteger times = new AtomicInteger();
    GroupCommit<Integer, Integer> once =
        new GroupCommit<>(
            1,
            10,
            r -> 1,
            group -> {
              if (times.getAndIncrement() == 0) {
                throw new IllegalStateException("first");
              }
              group.forEach(w -> w.answer(1));
            });
    assertThatThrownBy(() -> once.submit(0)).hasMessage("first");
    assertThat(once.submit(0)).isEqualTo(1);
  }

  @Test
  void answersEachOnceInNoMoreLanesThanThereAre() throws Exception {
    long seed = Long.getLong("trailmark.seed", System.nanoTime());
    System.out.println("GroupCommitTest seed " + seed);
    int lanes = 1 + new Random(seed).nextInt(4);
    AtomicInteger working = new AtomicInteger();
    AtomicInteger mostWorking = new AtomicInteger();
    AtomicInteger largest = new AtomicInteger();
    Set<Integer> done = Collections.synchronizedSet(new HashSet<>());
    GroupCommit<Integer, Integer> group =
        new GroupCommit<>(
            lanes,
            50,
            request -> request % 20,
            all -> {
              mostWorking.accumulateAndGet(working.incrementAndGet(), Math::max);
              int size = all.stream().mapToInt(w -> w.request() % 20).sum();
              largest.accumulateAndGet(size, Math::max);
              for (var w : all) {
                assertThat(done.add(w.request())).isTrue();
                if (w.request() % 7 == 0) {
                  w.fail(new IllegalArgumentException());
                } else {
                  w.answer(-w.request());
                }
              }
              Thread.yield();
              working.decrementAndGet();
            });
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(32)) {
      for (int i = 0; i < 20_000; i++) {
        int request = i;
        all.add(
            threads.submit(
                () -> {
                  if (request % 7 == 0) {
                    assertThatThrownBy(() -> group.submit(request))
                        .isInstanceOf(IllegalArgumentException.class);
                  } else {
                    assertThat(group.submit(request)).isEqualTo(-request);
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(done).hasSize(20_000);
    assertThat(mostWorking.get()).isLessThanOrEqualTo(lanes);
    assertThat(largest.get()).isLessThanOrEqualTo(50);
  }
}
