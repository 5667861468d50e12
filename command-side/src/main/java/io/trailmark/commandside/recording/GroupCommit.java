package io.trailmark.commandside.recording;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests share a piece of work that costs about as much for many as for one, as a
 * transaction does. Whoever comes while others are at work waits, and one of those who wait then
 * does the work of all; who comes alone is never held up.
 *
 * @param <R> a request
 * @param <A> its answer
 */
final class GroupCommit<R, A> {
  private final int lanes;
  private final int most;
  private final ToIntFunction<R> size;
  private final Consumer<List<Waiting<R, A>>> work;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Waiting<R, A>> queue = new ArrayDeque<>();
  private int working;

  /** A request that waits for its answer. */
  static final class Waiting<R, A> {
    private final R request;
    private final CompletableFuture<Boolean> turn = new CompletableFuture<>();
    private @Nullable A answer;
    private @Nullable RuntimeException failure;

    private Waiting(R request) {
      this.request = request;
    }

    R request() {
      return request;
    }

    void answer(A given) {
      answer = given;
    }

    void fail(RuntimeException problem) {
      failure = problem;
    }
  }

  /**
   * Groups requests.
   *
   * @param lanes how many groups are worked on at once
   * @param most how much one group holds, but for a single larger request
   * @param size how much a request is of that
   * @param work answers each of a group, or fails it; what it throws fails all
   */
  GroupCommit(int lanes, int most, ToIntFunction<R> size, Consumer<List<Waiting<R, A>>> work) {
    this.lanes = lanes;
    this.most = most;
    this.size = size;
    this.work = work;
  }

  /**
   * Has a request done, by this thread or by another.
   *
   * @throws RuntimeException what it failed with
   */
  A submit(R request) {
    Waiting<R, A> own = new Waiting<>(request);
    if (isToLead(own) || own.turn.join()) {
      lead(own);
    }
    if (own.failure != null) {
      throw own.failure;
    }
    if (own.answer == null) {
      throw new IllegalStateException("the request was not answered");
    }
    return own.answer;
  }

  private boolean isToLead(Waiting<R, A> own) {
    lock.lock();
    try {
      if (working == lanes) {
        queue.add(own);
        return false;
      }
      working++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Works for this thread's request and for those who wait longest. */
  private void lead(Waiting<R, A> own) {
    List<Waiting<R, A>> group = with(own);
    try {
      work.accept(group);
    } catch (RuntimeException e) {
      group.forEach(waiting -> waiting.fail(e));
    } finally {
      handOver();
      group.forEach(waiting -> waiting.turn.complete(false));
    }
  }

  private List<Waiting<R, A>> with(Waiting<R, A> own) {
    lock.lock();
    try {
      List<Waiting<R, A>> group = new ArrayList<>(List.of(own));
      int held = size.applyAsInt(own.request());
      for (Waiting<R, A> next = queue.peek(); next != null; next = queue.peek()) {
        held += size.applyAsInt(next.request());
        if (held > most) {
          break;
        }
        group.add(queue.remove());
      }
      return group;
    } finally {
      lock.unlock();
    }
  }

  private void handOver() {
    lock.lock();
    try {
      Waiting<R, A> next = queue.poll();
      if (next == null) {
        working--;
      } else {
        next.turn.complete(true);
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many requests wait for others to be done. */
  int waiting() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }
}
