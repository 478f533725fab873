package io.pronto.media.codec;

/**
 * Changes the rate of a stream by a whole factor, up or down: 8, 16 and 48 kHz into each other. A
 * linear-phase low-pass in polyphase form (Kaiser window) that delays by 28 samples of the slower
 * rate and lets pass what both rates can carry up to 0.86 of the half of the slower.
 */
public final class Resampler {
  private static final int TAPS_PER_SLOW_SAMPLE = 56;
  private static final double BETA = 8;

  /** Of the slower rate: the middle of the slope from what passes to what does not. */
  private static final double CUT_OFF = 0.475;

  private final int up;
  private final int down;
  private final int taps;
  private final float[] coefficients;
  private final float[] line;

  /**
   * A resampler of pieces of {@code most} samples at most.
   *
   * @throws IllegalArgumentException when neither rate is a multiple of the other
   */
  public Resampler(int from, int to, int most) {
    up = Math.max(1, to / from);
    down = Math.max(1, from / to);
    if (from * up != to * down) {
      throw new IllegalArgumentException("No whole factor from " + from + " to " + to);
    }
    taps = TAPS_PER_SLOW_SAMPLE * down;
    coefficients = coefficients();
    line = new float[taps - 1 + most];
  }

  /** How many samples {@code samples} become; they must be a multiple of what one is made of. */
  public int resampled(int samples) {
    return samples * up / down;
  }

  /** Resamples the first {@code samples} of {@code from}; returns how many are in {@code into}. */
  public int resample(short[] from, int samples, short[] into) {
    for (int i = 0; i < samples; i++) {
      line[taps - 1 + i] = from[i];
    }
    int made = 0;
    for (int at = 0; at + down <= samples; at += down) {
      for (int phase = 0; phase < up; phase++) {
        into[made++] = filtered(at + down - 1, phase);
      }
    }
    System.arraycopy(line, samples, line, 0, taps - 1);
    return made;
  }

  private short filtered(int newest, int phase) {
    int at = phase * taps;
    float first = 0;
    float second = 0;
    for (int i = 0; i < taps; i += 2) {
      first += line[newest + i] * coefficients[at + i];
      second += line[newest + i + 1] * coefficients[at + i + 1];
    }
    return (short) Math.clamp(Math.round(first + second), Short.MIN_VALUE, Short.MAX_VALUE);
  }

  /** Phase by phase, oldest sample first; each phase lets a constant pass unchanged. */
  private float[] coefficients() {
    int length = taps * up;
    double slow = (double) 1 / Math.max(up, down);
    var all = new float[length];
    for (int phase = 0; phase < up; phase++) {
      double sum = 0;
      var values = new double[taps];
      for (int i = 0; i < taps; i++) {
        double at = i * up + (up - 1 - phase) - (length - 1) / 2.0;
        values[i] = sinc(2 * CUT_OFF * slow * at) * window(2 * at / length);
        sum += values[i];
      }
      for (int i = 0; i < taps; i++) {
        all[phase * taps + i] = (float) (values[i] / sum);
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
    for (int k = 1; k < 40; k++) {
      term *= x / (2 * k) * (x / (2 * k));
      sum += term;
    }
    return sum;
  }
}
