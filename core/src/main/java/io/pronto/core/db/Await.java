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
   * @throws DatabaseUnavailable after 15 s without a result
   */
  public static <T> T on(Future<T> future) {
    try {
      return future.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new DatabaseUnavailable(e);
    }
  }
}
