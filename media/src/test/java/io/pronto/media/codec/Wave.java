package io.pronto.media.codec;

import java.util.Arrays;

/** Tones to try codecs with, and what is left of them. */
public final class Wave {
  private Wave() {}

  /** A sine of {@code hertz} with {@code peak}, sampled {@code rate} times a second. */
  public static short[] tone(double hertz, int rate, int samples, double peak) {
    var sound = new short[samples];
    for (int i = 0; i < samples; i++) {
      sound[i] = (short) Math.round(peak * Math.sin(2 * Math.PI * hertz * i / rate));
    }
    return sound;
  }

  /** The peak of the part of {@code sound} that is a sine of {@code hertz}. */
  public static double peak(short[] sound, double hertz, int rate) {
    var fit = fit(sound, hertz, rate);
    return Math.hypot(fit[0], fit[1]);
  }

  /** Power of the sine of {@code hertz} over that of all else, dB. */
  public static double signalToNoise(short[] sound, double hertz, int rate) {
    var fit = fit(sound, hertz, rate);
    double signal = 0;
    double noise = 0;
    for (int i = 0; i < sound.length; i++) {
      double angle = 2 * Math.PI * hertz * i / rate;
      double ideal = fit[0] * Math.sin(angle) + fit[1] * Math.cos(angle);
      signal += ideal * ideal;
      noise += (sound[i] - ideal) * (sound[i] - ideal);
    }
    return 10 * Math.log10(signal / Math.max(noise, 1e-9));
  }

  /** Root mean square in dB below full scale. */
  public static double level(short[] sound) {
    double sum = 0;
    for (short sample : sound) {
      sum += (double) sample * sample;
    }
    return 10 * Math.log10(Math.max(1e-12, sum / sound.length) / (32_768.0 * 32_768));
  }

  /** The same without its beginning. */
  public static short[] from(short[] sound, int first) {
    return Arrays.copyOfRange(sound, first, sound.length);
  }

  /** Sine and cosine parts by least squares. */
  private static double[] fit(short[] sound, double hertz, int rate) {
    double ss = 0;
    double cc = 0;
    double sc = 0;
    double s = 0;
    double c = 0;
    for (int i = 0; i < sound.length; i++) {
      double sine = Math.sin(2 * Math.PI * hertz * i / rate);
      double cosine = Math.cos(2 * Math.PI * hertz * i / rate);
      ss += sine * sine;
      cc += cosine * cosine;
      sc += sine * cosine;
      s += sine * sound[i];
      c += cosine * sound[i];
    }
    double determinant = ss * cc - sc * sc;
    return new double[] {(s * cc - c * sc) / determinant, (c * ss - s * sc) / determinant};
  }
}
