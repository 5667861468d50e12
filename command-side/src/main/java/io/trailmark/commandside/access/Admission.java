package io.trailmark.commandside.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Lets in so many requests at a time, before anything of them is read: what comes beyond waits a
 * little and is then turned away, so that memory stays bounded and whoever was let in is answered,
 * however slow the database is.
 */
final class Admission implements HandlerInterceptor {
  private final Semaphore room;
  private final long waitMillis;

  /**
   * @param most requests at a time
   * @param waitMillis machine time
   */
  Admission(int most, long waitMillis) {
    this.room = new Semaphore(most);
    this.waitMillis = waitMillis;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    try {
      if (room.tryAcquire(waitMillis, TimeUnit.MILLISECONDS)) {
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new Busy();
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception failure) {
    room.release();
  }
}
