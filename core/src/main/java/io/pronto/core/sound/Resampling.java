package io.pronto.core.sound;

/**
 * Changes the rate of a whole sound, by any ratio of two rates: a windowed sine cardinal (Kaiser)
 * in polyphase form, which lets pass what both rates can carry up to 0.92 of the half of the lower.
 */
final class Resampling {
  private static final int HALF_LOBES = 28;
  private static final double BETA = 8;
  private static final double PASSED = 0.92;

  private final int up;
  private final int down;
  private final int half;
  private final float[] table;

  private Resampling(int from, int to) {
    int common = gcd(from, to);
    up = to / common;
    down = from / common;
    double slower = Math.min(1, (double) to / from);
    half = (int) Math.ceil(HALF_LOBES / slower);
    table = table(slower * PASSED / 2);
  }

  static Resampling of(int from, int to) {
    return new Resampling(from, to);
  }

  /** All of {@code sound} at the other rate. */
  float[] apply(float[] sound) {
    if (up == down) {
      return sound;
    }
    var made = new float[(int) ((long) sound.length * up / down)];
    for (int i = 0; i < made.length; i++) {
      long at = (long) i * down;
      made[i] = filtered(sound, (int) (at / up), (int) (at % up));
    }
    return made;
  }

  private float filtered(float[] sound, int base, int phase) {
    int first = Math.max(0, base - half + 1);
    int last = Math.min(sound.length - 1, base + half);
    int row = phase * 2 * half - (base - half + 1);
    float sum = 0;
    for (int i = first; i <= last; i++) {
      sum += sound[i] * table[row + i];
    }
    return sum;
  }

  /** Phase by phase, the oldest sample first; each phase lets a constant pass unchanged. */
  private float[] table(double cutOff) {
    var all = new float[up * 2 * half];
    for (int phase = 0; phase < up; phase++) {
      double sum = 0;
      var row = new double[2 * half];
      for (int i = 0; i < row.length; i++) {
        double at = (double) phase / up + half - 1 - i;
        row[i] = sinc(2 * cutOff * at) * window(at / half);
        sum += row[i];
      }
      for (int i = 0; i < row.length; i++) {
        all[phase * row.length + i] = (float) (row[i] / sum);
      }
    }
    return all;
  }

  private static double sinc(double x) {
    return Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  private static double window(double x) {
    return bessel(BETA * Math.sqrt(Math.max(0, 1 - x * x))) / bessel(BETA);
  }

  /** The modified Bessel function of the first kind and order 0. */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; k < 40 && term > 1e-10 * sum; k++) {
      term *= x / (2 * k) * (x / (2 * k));
      sum += term;
    }
    return sum;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
