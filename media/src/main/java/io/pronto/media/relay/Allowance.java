package io.pronto.media.relay;

/**
 * How many packets of a party are taken where each costs as much as decoding does: twice as many as
 * the shortest come in a second, and of those that a network has held back ten seconds and more at
 * once. Whoever sends more has what is too much refused, and takes no time from other calls. For
 * the loop's thread.
 */
final class Allowance {
  /** Packets of 5 ms come 200 times a second. */
  static final int PER_SECOND = 400;

  /** At once. */
  static final int MOST = 1_000;

  private static final long EACH_NANOS = 1_000_000_000L / PER_SECOND;

  /** Until when what has been taken would have taken, had it come in time. */
  private long until;

  private boolean begun;

  /** Whether one more is taken at {@code now}, by {@link System#nanoTime}. */
  boolean takes(long now) {
    if (!begun || until - now < 0) {
      begun = true;
      until = now;
    }
    if (until - now >= MOST * EACH_NANOS) {
      return false;
    }
    until += EACH_NANOS;
    return true;
  }
}
