package io.pronto.media.mix;

/**
 * Makes sound a little shorter or longer without a change of pitch: where it resembles itself most,
 * one period is blended into the next, or said twice.
 */
final class Stretch {
  private static final int SHORTEST_PER_SECOND = 400;
  private static final int LONGEST_PER_SECOND = 125;

  private Stretch() {}

  /** The least that it changes at {@code rate}, in samples: 2.5 ms. */
  static int least(int rate) {
    return rate / SHORTEST_PER_SECOND;
  }

  /** The most that it changes at {@code rate}, in samples: 8 ms. */
  static int most(int rate) {
    return rate / LONGEST_PER_SECOND;
  }

  /**
   * Takes a piece of {@code limit} samples at most, {@link #least} or more, out of the first {@code
   * length} samples of {@code sound}, twice {@link #most} or more; returns how many fewer there are
   * now.
   */
  static int shorten(short[] sound, int length, int rate, int limit) {
    int lag = lag(sound, rate, Math.min(limit, most(rate)));
    for (int i = 0; i < lag; i++) {
      sound[i] = blend(sound[i], sound[lag + i], i, lag);
    }
    System.arraycopy(sound, 2 * lag, sound, lag, length - 2 * lag);
    return lag;
  }

  /**
   * Puts a piece into the first {@code length} samples of {@code sound}, which has room for {@link
   * #most} more; returns how many more there are now.
   */
  static int lengthen(short[] sound, int length, int rate) {
    int lag = lag(sound, rate, most(rate));
    System.arraycopy(sound, lag, sound, 2 * lag, length - lag);
    for (int i = 0; i < lag; i++) {
      // what came after the period flows into the period itself, which is then said again
      sound[lag + i] = blend(sound[2 * lag + i], sound[i], i, lag);
    }
    return lag;
  }

  private static short blend(int from, int to, int at, int length) {
    return (short) ((from * (length - at) + to * at) / length);
  }

  private static int lag(short[] sound, int rate, int longest) {
    int step = Math.max(1, rate / 8000);
    int best = longest;
    double most = 0;
    for (int lag = least(rate); lag <= longest; lag++) {
      double alike = 0;
      double energy = 1;
      double own = 1;
      for (int i = 0; i < lag; i += step) {
        alike += (double) sound[i] * sound[i + lag];
        own += (double) sound[i] * sound[i];
        energy += (double) sound[i + lag] * sound[i + lag];
      }
      double score = alike <= 0 ? 0 : alike * alike / (energy * own);
      if (score > most) {
        most = score;
        best = lag;
      }
    }
    return best;
  }
}
