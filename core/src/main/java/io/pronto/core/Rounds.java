package io.pronto.core;

import io.pronto.core.db.DatabaseUnavailable;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done again and again until closed, the first time at once. A round that fails is
 * told to the operator, and the next one comes all the same.
 */
public final class Rounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private final String what;
  private final Runnable round;
  private final Duration pause;
  private final Thread thread;

  private Rounds(String name, String what, Duration pause, Runnable round) {
    this.what = what;
    this.round = round;
    this.pause = pause;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::goUntilClosed);
  }

  /**
   * Begins.
   *
   * @param name of the thread
   * @param what is not done when a round fails, as a log says it: "Ports were not looked at"
   * @param pause between two rounds
   */
  public static Rounds start(String name, String what, Duration pause, Runnable round) {
    var rounds = new Rounds(name, what, pause, round);
    rounds.thread.start();
    return rounds;
  }

  /** Does one round, on the caller's thread. */
  public void go() {
    try {
      round.run();
    } catch (DatabaseUnavailable away) {
      if (!Thread.currentThread().isInterrupted()) { // which is how a round under way is stopped
        LOG.atWarn().log("{}, and will be later: {}", what, away.getMessage());
      }
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log(what);
    }
  }

  private void goUntilClosed() {
    try {
      while (true) {
        go();
        Thread.sleep(pause);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops; a round under way is interrupted. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
