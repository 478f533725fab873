package io.pronto.core.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pronto.core.db.DatabaseUnavailable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * What has been read, until it is doubted: then it is read again at the next question, and if the
 * database is away, what was known is answered. Since a notice may be lost with its connection,
 * everything is doubted after a while.
 */
final class Remembered<K, V> {
  private static final int MOST = 200_000;
  private static final long GOOD_NANOS = Duration.ofMinutes(1).toNanos();
  private static final Duration KEPT = Duration.ofHours(24);

  private final Cache<K, Known<V>> cache =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();
  private final AtomicLong doubts = new AtomicLong();
  private final Function<K, V> read;

  private record Known<V>(V value, long doubts, long readNanos) {}

  Remembered(Function<K, V> read) {
    this.read = read;
  }

  /** Whether something may have changed since: everything is read anew when asked for next. */
  void doubt() {
    doubts.incrementAndGet();
  }

  /** The value of {@code key}; throws {@link DatabaseUnavailable} if it is not known. */
  V get(K key) {
    long now = System.nanoTime();
    long present = doubts.get();
    var known = cache.getIfPresent(key);
    if (known != null && known.doubts() == present && now - known.readNanos() < GOOD_NANOS) {
      return known.value();
    }
    try {
      var value = read.apply(key);
      cache.put(key, new Known<>(value, present, now));
      return value;
    } catch (DatabaseUnavailable away) {
      if (known == null) {
        throw away;
      }
      return known.value();
    }
  }
}
