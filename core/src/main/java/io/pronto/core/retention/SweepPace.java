package io.pronto.core.retention;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How fast a sweep goes: in batches, each a transaction, with pauses in which the database is left
 * to calls.
 *
 * @param batch how many rows at most, 1 to 10,000
 * @param rest how long it pauses after a batch, as a multiple of what the batch took: 1 for half of
 *     the time
 * @param perSecond how many rows it deletes in a second at most, 1 or more: it pauses for longer
 *     where it would be faster
 */
public record SweepPace(int batch, double rest, int perSecond) {
  /** As usual: half of the time at most. */
  public static final SweepPace DEFAULT = new SweepPace(500, 1);

  private static final int MOST = 10_000;

  /** So much smaller are batches of what has files. */
  private static final int PARTS = 5;

  /** 100,000 in 50 s. */
  private static final int FILES_PER_SECOND = 2_000;

  /** Checks the ranges. */
  public SweepPace {
    if (batch < 1 || batch > MOST || rest < 0 || perSecond < 1) {
      throw new IllegalArgumentException(
          "A batch has 1 to 10,000 rows, a rest is no less than 0, a second has a row at least");
    }
  }

  /** As fast as {@code rest} lets it. */
  public SweepPace(int batch, double rest) {
    this(batch, rest, Integer.MAX_VALUE);
  }

  /** The same with so many times as much in a batch, within the range, and in a second. */
  SweepPace times(int many) {
    long perSecond = Math.min(Integer.MAX_VALUE, (long) this.perSecond * many);
    return new SweepPace(Math.min(MOST, batch * many), rest, (int) perSecond);
  }

  /**
   * The same for what has files, which cost as much again when they are deleted meanwhile: in
   * smaller batches, and not as fast as could be.
   */
  SweepPace ofFiles() {
    return new SweepPace(Math.max(1, batch / PARTS), rest, Math.min(perSecond, FILES_PER_SECOND));
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
    boolean full = true;
    while (full) {
      long begin = System.nanoTime();
      var done = work.run();
      all += done.gone;
      full = done.seen >= batch;
      if (done.seen > 0) { // even after the last: the next organisation's follows at once
        rest(System.nanoTime() - begin, done.seen);
      }
    }
    return all;
  }

  /** Does steps until one says that it was the last. */
  void untilDone(BooleanSupplier step) {
    while (true) {
      long begin = System.nanoTime();
      if (step.getAsBoolean()) {
        return;
      }
      rest(System.nanoTime() - begin, 0);
    }
  }

  private void rest(long took, long rows) {
    long due = TimeUnit.SECONDS.toNanos(rows) / perSecond;
    try {
      Thread.sleep(Duration.ofNanos(Math.max((long) (took * rest), due - took)));
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
      throw new SweepStopped();
    }
  }
}
