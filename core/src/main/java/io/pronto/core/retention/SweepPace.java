package io.pronto.core.retention;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How fast a sweep goes: in batches, each a transaction, with pauses in which the database is left
 * to calls.
 *
 * @param batch how many rows at most, 1 to 10,000
 * @param rest how long it pauses after a batch, as a multiple of what the batch took: 1 for half of
 *     the time
 */
public record SweepPace(int batch, double rest) {
  /** As usual: half of the time at most. */
  public static final SweepPace DEFAULT = new SweepPace(500, 1);

  private static final int MOST = 10_000;

  /** Checks the range. */
  public SweepPace {
    if (batch < 1 || batch > MOST || rest < 0) {
      throw new IllegalArgumentException("A batch has 1 to 10,000 rows, a rest is no less than 0");
    }
  }

  /** The same with batches of so many times as much, within the range. */
  SweepPace times(int many) {
    return new SweepPace(Math.min(MOST, batch * many), rest);
  }

  /** Does a batch. */
  @FunctionalInterface
  interface Batch {
    Done run();
  }

  /**
   * What a batch came to.
   *
   * @param seen how many rows it has looked at: fewer than it may mean that there are no more
   * @param gone how many of them it has deleted
   */
  record Done(long seen, long gone) {
    /** Of a batch that deletes whatever it looks at. */
    static Done all(long gone) {
      return new Done(gone, gone);
    }
  }

  /** Does batches until one is not full; returns how many they have deleted. */
  long sweep(Batch work) {
    long all = 0;
    while (true) {
      long begin = System.nanoTime();
      var done = work.run();
      all += done.gone;
      if (done.seen < batch) {
        return all;
      }
      rest(System.nanoTime() - begin);
    }
  }

  /** Does steps until one says that it was the last. */
  void untilDone(BooleanSupplier step) {
    while (true) {
      long begin = System.nanoTime();
      if (step.getAsBoolean()) {
        return;
      }
      rest(System.nanoTime() - begin);
    }
  }

  private void rest(long took) {
    try {
      Thread.sleep(Duration.ofNanos((long) (took * rest)));
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
      throw new SweepStopped();
    }
  }
}
