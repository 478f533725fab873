package io.pronto.media.codec;

/** The noise behind a party that is silent, as its packets describe it (RFC 3389). */
public final class ComfortNoise {
  private static final int LOUDEST_BELOW = 30;

  private int state = 22_222;
  private float amplitude;

  /** Learns the level, 0 to 127 dB below overload; the spectrum is taken for flat. */
  public void describe(byte level) {
    int below = Math.max(level & 0x7F, LOUDEST_BELOW);
    // uniform noise: its peak is the square root of three over its root mean square
    amplitude = (float) (32_767 * Math.pow(10, -below / 20.0) * Math.sqrt(3));
  }

  /** Fills the first {@code samples} of {@code into}. */
  public void fill(short[] into, int samples) {
    for (int i = 0; i < samples; i++) {
      state = state * 1_103_515_245 + 12_345;
      into[i] = (short) ((state >> 16) / 32_768f * amplitude);
    }
  }
}
