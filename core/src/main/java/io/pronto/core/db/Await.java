package io.pronto.core.db;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits, on a virtual or plain thread, for what Vert.x does on its own. */
public final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private Await() {}

  /**
   * Returns the result of {@code future}; throws what it failed with.
   *
   * @throws DatabaseUnavailable after 15 s without a result, and when the thread is interrupted, as
   *     who stops a worker does: it stays interrupted
   */
  public static <T> T on(Future<T> future) {
    return on(future, LIMIT);
  }

  /** As {@link #on(Future)}, but waits no longer than {@code limit}. */
  static <T> T on(Future<T> future, Duration limit) {
    try {
      return future.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new DatabaseUnavailable(e);
    } catch (Exception e) {
      if (thrownUnchecked(e) instanceof InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new DatabaseUnavailable(interrupted);
      }
      throw e;
    }
  }

  /** Vert.x throws what its signature does not tell, and the compiler believes the signature. */
  private static Throwable thrownUnchecked(Exception e) {
    return e;
  }
}
