package io.pronto.core.routing;

import java.time.Duration;

/**
 * That the database did not answer a moment ago: so that not everybody who could do with what is
 * known waits for it anew.
 */
final class Outage {
  private static final long MOMENT_NANOS = Duration.ofSeconds(2).toNanos();

  private volatile long noticedNanos = System.nanoTime() - MOMENT_NANOS;

  /** It has not answered. */
  void notice() {
    noticedNanos = System.nanoTime();
  }

  /** It answers. */
  void end() {
    noticedNanos = System.nanoTime() - MOMENT_NANOS;
  }

  /** Whether it is not worth asking yet. */
  boolean lasts() {
    return System.nanoTime() - noticedNanos < MOMENT_NANOS;
  }
}
