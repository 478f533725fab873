package io.pronto.media.codec;

/**
 * Hears the keys that are pressed as pairs of tones in sound of 8 kHz (ITU-T Q.23, Q.24). A key
 * counts once, when its tones have been there for two blocks of 12.75 ms; it is over when one block
 * is without them. Speech is told from keys by what else there is: almost all of the sound's energy
 * must be in the two tones, each well above its neighbours.
 */
public final class KeyTones {
  /** Stands for no new key. */
  public static final char NONE = 0;

  /** Samples that are judged together. */
  public static final int BLOCK = 102;

  private static final int[] LOW = {697, 770, 852, 941};
  private static final int[] HIGH = {1209, 1336, 1477, 1633};
  private static final String[] KEYS = {"123A", "456B", "789C", "*0#D"};

  /** About -40 dBm0 for each tone; Q.24 wants them heard from -24 dBm0 or so. */
  private static final double FAINTEST = square(110) * BLOCK * BLOCK / 4;

  /** How much stronger one of the two may be: 8 dB down the line, 4 dB up (Q.24). */
  private static final double MOST_TWIST = 6.3;

  private static final double MOST_REVERSE_TWIST = 2.5;

  /** How much stronger a tone is than each other of its group. */
  private static final double LEAST_LEAD = 6.3;

  /** How much of the energy is in the two tones. */
  private static final double LEAST_PURITY = 0.79;

  /** The same of a block that a tone begins or ends in. */
  private static final double LOOSE_PURITY = 0.6;

  /** In the two seconds after a key another one is likely. */
  private static final int SOON = 2 * G711.RATE;

  /** Follows from the two: how much of the energy is in the low tone at least. */
  private static final double LEAST_LOW = LOOSE_PURITY / (1 + MOST_REVERSE_TWIST);

  private static final double LOW_PEAK = 32767 * Math.pow(10, -(8 + 3.14) / 20);
  private static final double HIGH_PEAK = 32767 * Math.pow(10, -(6 + 3.14) / 20);

  private final double[] coefficients = new double[LOW.length + HIGH.length];
  private final double[] powers = new double[coefficients.length];
  private final short[] block = new short[BLOCK];
  private double energy;
  private int filled;
  private boolean loose;
  private int sinceKey = SOON;
  private char before = NONE;
  private char held = NONE;

  /** Has heard nothing yet. */
  public KeyTones() {
    for (int i = 0; i < coefficients.length; i++) {
      int hertz = i < LOW.length ? LOW[i] : HIGH[i - LOW.length];
      coefficients[i] = 2 * Math.cos(2 * Math.PI * hertz / G711.RATE);
    }
  }

  /** 100 ms of the tones of {@code key}, the low one at -8 dBm0, the high one 2 dB above it. */
  public static short[] samples(char key) {
    var samples = new short[G711.RATE / 10];
    for (int row = 0; row < KEYS.length; row++) {
      int column = KEYS[row].indexOf(key);
      for (int i = 0; column >= 0 && i < samples.length; i++) {
        double turn = 2 * Math.PI * i / G711.RATE;
        samples[i] =
            (short)
                (LOW_PEAK * Math.sin(turn * LOW[row]) + HIGH_PEAK * Math.sin(turn * HIGH[column]));
      }
    }
    return samples;
  }

  /** Listens to one sample; the key that has been recognised by it, or {@link #NONE}. */
  public char hear(short sample) {
    energy += (double) sample * sample;
    block[filled++] = sample;
    if (filled < BLOCK) {
      return NONE;
    }
    char key = key();
    energy = 0;
    filled = 0;
    char pressed = judge(key);
    sinceKey = pressed == NONE ? Math.min(SOON, sinceKey + BLOCK) : 0;
    return pressed;
  }

  /**
   * Whether the block that ended last has the tones of a key in it, be it for that block alone, as
   * where packets got lost; soon after a key, also where they are only a part of it.
   */
  public boolean holds() {
    return before != NONE || loose && sinceKey < SOON;
  }

  private char judge(char key) {
    char pressed = NONE;
    if (key != held) {
      if (key == NONE) {
        held = NONE;
      } else if (key == before) {
        held = key;
        pressed = key;
      }
    }
    before = key;
    return pressed;
  }

  private char key() {
    loose = false;
    if (energy * BLOCK < FAINTEST) { // no tone in it can be loud enough (Cauchy and Schwarz)
      return NONE;
    }
    measure(0);
    int low = strongest(0, LOW.length);
    double lowPower = powers[low];
    if (lowPower < FAINTEST || lowPower < LEAST_LOW * energy * BLOCK / 2) {
      return NONE;
    }
    measure(LOW.length);
    int high = strongest(LOW.length, powers.length);
    double highPower = powers[high];
    boolean isKey =
        highPower >= FAINTEST
            && highPower <= lowPower * MOST_REVERSE_TWIST
            && lowPower <= highPower * MOST_TWIST
            && leads(low, 0, LOW.length)
            && leads(high, LOW.length, powers.length)
            && lowPower + highPower >= LOOSE_PURITY * energy * BLOCK / 2;
    loose = isKey;
    return isKey && lowPower + highPower >= LEAST_PURITY * energy * BLOCK / 2
        ? KEYS[low].charAt(high - LOW.length)
        : NONE;
  }

  private int strongest(int from, int to) {
    int best = from;
    for (int i = from + 1; i < to; i++) {
      if (powers[i] > powers[best]) {
        best = i;
      }
    }
    return best;
  }

  private boolean leads(int tone, int from, int to) {
    double own = powers[tone];
    for (int i = from; i < to; i++) {
      if (i != tone && own < LEAST_LEAD * powers[i]) {
        return false;
      }
    }
    return true;
  }

  /** Goertzel's: the squared magnitudes of four tones in the block, side by side. */
  private void measure(int first) {
    double c0 = coefficients[first];
    double c1 = coefficients[first + 1];
    double c2 = coefficients[first + 2];
    double c3 = coefficients[first + 3];
    double older0 = 0;
    double older1 = 0;
    double older2 = 0;
    double older3 = 0;
    double newer0 = 0;
    double newer1 = 0;
    double newer2 = 0;
    double newer3 = 0;
    for (short sample : block) {
      double next0 = c0 * newer0 - older0 + sample;
      double next1 = c1 * newer1 - older1 + sample;
      double next2 = c2 * newer2 - older2 + sample;
      double next3 = c3 * newer3 - older3 + sample;
      older0 = newer0;
      older1 = newer1;
      older2 = newer2;
      older3 = newer3;
      newer0 = next0;
      newer1 = next1;
      newer2 = next2;
      newer3 = next3;
    }
    powers[first] = newer0 * newer0 + older0 * older0 - c0 * newer0 * older0;
    powers[first + 1] = newer1 * newer1 + older1 * older1 - c1 * newer1 * older1;
    powers[first + 2] = newer2 * newer2 + older2 * older2 - c2 * newer2 * older2;
    powers[first + 3] = newer3 * newer3 + older3 * older3 - c3 * newer3 * older3;
  }

  private static double square(double value) {
    return value * value;
  }
}
