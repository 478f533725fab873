package io.pronto.core;

import java.time.Duration;

/**
 * That a database or Redis did not answer a moment ago: so that not everybody who could do with
 * what is known waits for it anew. Safe for any thread.
 */
public final class Outage {
  private static final long MOMENT_NANOS = Duration.ofSeconds(2).toNanos();

  private volatile long noticedNanos = System.nanoTime() - MOMENT_NANOS;

  /** It has not answered. */
  public void notice() {
    noticedNanos = System.nanoTime();
  }

  /** It answers. */
  public void end() {
    noticedNanos = System.nanoTime() - MOMENT_NANOS;
  }

  /** Whether it is not worth asking yet: within two seconds of {@link #notice}. */
  public boolean lasts() {
    return System.nanoTime() - noticedNanos < MOMENT_NANOS;
  }
}
