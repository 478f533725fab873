package io.pronto.core.sound;

/**
 * Makes all prompts equally loud, as those are that ship with the product: −20 dBFS RMS over what
 * is heard of them. That is what two gates leave, as in EBU R 128: blocks above −60 dBFS, and of
 * these such as are not more than 10 dB under their mean. Peaks are limited to −1 dBFS.
 */
final class Loudness {
  private static final int BLOCK = Sound.RATE / 10;
  private static final double TARGET = power(-20);
  private static final double SILENCE = power(-60);
  private static final double RELATIVE = power(-10);

  /** What is nearly nothing is noise, and is not made loud. */
  private static final double MOST_GAIN = Math.sqrt(power(24));

  private static final float CEILING = (float) Math.sqrt(power(-1));
  private static final float ATTACK = 1f / (Sound.RATE / 200);
  private static final float RELEASE = 1f / (Sound.RATE / 10);

  private Loudness() {}

  /** {@code sound} as loud as it should be, in 16 bits. */
  static short[] levelled(float[] sound) {
    double loud = loudness(sound);
    float gain = loud > 0 ? (float) Math.min(MOST_GAIN, Math.sqrt(TARGET / loud)) : 1;
    var limits = limits(sound, gain);
    var samples = new short[sound.length];
    for (int i = 0; i < sound.length; i++) {
      samples[i] = (short) Math.round(32_767 * sound[i] * gain * limits[i]);
    }
    return samples;
  }

  /** The mean power of what is heard; 0 when nothing is. */
  private static double loudness(float[] sound) {
    int blocks = Math.max(1, sound.length / BLOCK);
    var powers = new double[blocks];
    for (int block = 0; block < blocks; block++) {
      int first = block * BLOCK;
      int last = block == blocks - 1 ? sound.length : first + BLOCK;
      double sum = 0;
      for (int i = first; i < last; i++) {
        sum += sound[i] * sound[i];
      }
      powers[block] = sum / (last - first);
    }
    double heard = meanAbove(powers, SILENCE);
    return meanAbove(powers, Math.max(SILENCE, heard * RELATIVE));
  }

  private static double meanAbove(double[] powers, double gate) {
    double sum = 0;
    int count = 0;
    for (double power : powers) {
      if (power > gate) {
        sum += power;
        count++;
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  /** What each sample is multiplied with so that none is over the ceiling: a ramp around peaks. */
  private static float[] limits(float[] sound, float gain) {
    var limits = new float[sound.length];
    for (int i = 0; i < sound.length; i++) {
      float peak = Math.abs(sound[i] * gain);
      limits[i] = peak > CEILING ? CEILING / peak : 1;
    }
    for (int i = sound.length - 2; i >= 0; i--) {
      limits[i] = Math.min(limits[i], limits[i + 1] + ATTACK);
    }
    for (int i = 1; i < sound.length; i++) {
      limits[i] = Math.min(limits[i], limits[i - 1] + RELEASE);
    }
    return limits;
  }

  private static double power(double decibels) {
    return Math.pow(10, decibels / 10);
  }
}
