package io.pronto.media.mix;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what goes wrong on a mixing thread: what may do so 50 times a second is said once a while.
 */
final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
  private static final long PAUSE = Duration.ofSeconds(10).toNanos();

  private long saidAt = System.nanoTime() - PAUSE;
  private long unsaid;

  /** {@code what} has happened. For the mixing thread. */
  void say(String what, Throwable fault) {
    long now = System.nanoTime();
    if (now - saidAt < PAUSE) {
      unsaid++;
      return;
    }
    LOG.atError().addKeyValue("others_since", unsaid).setCause(fault).log(what);
    saidAt = now;
    unsaid = 0;
  }
}
