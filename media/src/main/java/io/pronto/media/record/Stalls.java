package io.pronto.media.record;

import io.pronto.media.codec.G711;
import java.time.Duration;

/**
 * Notices when the thread that records was kept from running: by a pause of the virtual machine, by
 * a host that has too much to do. The loop that reads packets was so too, most likely, and what
 * waited for it meanwhile is read late, though it came in time. For a second it is waited for
 * longer then, by as much as was lost.
 */
final class Stalls {
  /** What a busy machine does to any thread is none. */
  private static final long NOTICED_NANOS = Duration.ofMillis(60).toNanos();

  private static final long MOST_NANOS = Duration.ofMillis(400).toNanos();
  private static final long LASTING_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long NANOS_PER_SAMPLE = 1_000_000_000L / G711.RATE;

  private final long pauseNanos;
  private long before;
  private boolean awake;
  private long grace;
  private long until;

  /** Watches a thread that looks every {@code pauseNanos}. */
  Stalls(long pauseNanos) {
    this.pauseNanos = pauseNanos;
  }

  /** It looks, at {@code now}. */
  void look(long now) {
    long late = awake ? now - before - pauseNanos : 0;
    if (now - until >= 0) {
      grace = 0;
    }
    if (late > NOTICED_NANOS) {
      grace = Math.max(grace, Math.min(late, MOST_NANOS));
      until = now + LASTING_NANOS;
    }
    before = now;
    awake = true;
  }

  /** It sleeps, for as long as there is nothing to do. */
  void sleep() {
    awake = false;
  }

  /** For how many samples more than usual sound is waited for: up to 400 ms. */
  int grace() {
    return (int) (grace / NANOS_PER_SAMPLE);
  }
}
