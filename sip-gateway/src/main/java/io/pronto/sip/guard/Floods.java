package io.pronto.sip.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many messages of a source are looked at: so many at once, then so many a second (the generic
 * cell rate algorithm, ITU-T I.371, annex A).
 */
final class Floods {
  private static final int SOURCES = 100_000;

  private final Cache<InetAddress, AtomicLong> paid;
  private final long stepNanos;
  private final long roomNanos;

  Floods(int perSecond, int atOnce) {
    stepNanos = Duration.ofSeconds(1).toNanos() / perSecond;
    roomNanos = stepNanos * atOnce;
    paid =
        Caffeine.newBuilder()
            .maximumSize(SOURCES)
            .expireAfterAccess(Duration.ofNanos(roomNanos).plusSeconds(1))
            .build();
  }

  /** Whether one more message of {@code source} is looked at; it has counted then. */
  boolean passes(InetAddress source) {
    long now = System.nanoTime();
    var until = paid.get(source, _ -> new AtomicLong(now));
    while (true) {
      long before = until.get();
      long after = Math.max(before, now) + stepNanos;
      if (after - now > roomNanos) {
        return false;
      }
      if (until.compareAndSet(before, after)) {
        return true;
      }
    }
  }
}
