package io.pronto.media.codec;

import java.time.Duration;

/**
 * A tone of the telephone network: one frequency, switched on and off (ITU-T E.180).
 *
 * @param hertz the frequency
 * @param on how long it sounds
 * @param off how long it pauses then
 */
public record Tone(int hertz, Duration on, Duration off) {
  /** Peak of the sine for −13 dBm0, where 0 dBm0 lies 3.14 dB under a full-scale sine. */
  private static final double PEAK = 32767 * Math.pow(10, -(13 + 3.14) / 20);

  /** One period of the cadence as 16-bit samples at 8 kHz. */
  public short[] samples() {
    var samples = new short[count(on) + count(off)];
    for (int i = 0; i < count(on); i++) {
      samples[i] = (short) (PEAK * Math.sin(2 * Math.PI * hertz * i / G711.RATE));
    }
    return samples;
  }

  private static int count(Duration span) {
    return (int) (span.toMillis() * G711.RATE / 1000);
  }
}
