package io.pronto.sip.phone;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * Sound at a telephone's rate.
 *
 * @param samples 16-bit linear, 8,000 a second, one channel
 */
public record Sound(short[] samples) {
  /** Samples in a second. */
  public static final int RATE = 8_000;

  private static final int[] ROWS = {697, 770, 852, 941};
  private static final int[] COLUMNS = {1209, 1336, 1477, 1633};
  private static final AudioFormat LINEAR = new AudioFormat(RATE, 16, 1, true, false);

  /** Reads a WAV of one channel at 8 kHz, linear or G.711. */
  public static Sound wav(InputStream in) {
    try (var wav = AudioSystem.getAudioInputStream(new BufferedInputStream(in));
        var linear = AudioSystem.getAudioInputStream(LINEAR, wav)) {
      return linear(linear.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (UnsupportedAudioFileException e) {
      throw new IllegalArgumentException("Not a WAV that a phone can speak", e);
    }
  }

  /** A pure tone of {@code hertz} for {@code millis}, at −12 dBFS. */
  public static Sound tone(double hertz, int millis) {
    var samples = new short[RATE / 1_000 * millis];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) (8_192 * Math.sin(2 * Math.PI * hertz * i / RATE));
    }
    return new Sound(samples);
  }

  /**
   * The tones of {@code keys} (ITU-T Q.23), each for {@code millis}, as long silence after each, at
   * −12 dBFS each.
   */
  public static Sound keys(String keys, int millis) {
    int length = RATE / 1_000 * millis;
    var samples = new short[2 * length * keys.length()];
    for (int k = 0; k < keys.length(); k++) {
      int at = "123A456B789C*0#D".indexOf(keys.charAt(k));
      var low = tone(ROWS[at / 4], millis).samples();
      var high = tone(COLUMNS[at % 4], millis).samples();
      for (int i = 0; i < length; i++) {
        samples[2 * length * k + i] = (short) (low[i] + high[i]);
      }
    }
    return new Sound(samples);
  }

  /** How loud it is: root mean square in dB below full scale; −100 for silence. */
  public double level() {
    double sum = 0;
    for (short sample : samples) {
      sum += (double) sample * sample;
    }
    var rms = Math.sqrt(sum / Math.max(1, samples.length)) / 32_768;
    return rms < 1e-5 ? -100 : 20 * Math.log10(rms);
  }

  /**
   * How much of the tone {@code hertz} is in it: its power as a share of all, 0 to 1 (Goertzel).
   */
  public double share(double hertz) {
    double coefficient = 2 * Math.cos(2 * Math.PI * hertz / RATE);
    double s1 = 0;
    double s2 = 0;
    double all = 0;
    for (short sample : samples) {
      double s = sample + coefficient * s1 - s2;
      s2 = s1;
      s1 = s;
      all += (double) sample * sample;
    }
    double power = s1 * s1 + s2 * s2 - coefficient * s1 * s2;
    return all == 0 ? 0 : Math.min(1, 2 * power / (samples.length * all));
  }

  /** The length in milliseconds. */
  public int millis() {
    return samples.length / (RATE / 1_000);
  }

  byte[] aLaw() {
    var bytes = ByteBuffer.allocate(samples.length * 2).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(samples);
    return convert(bytes.array(), LINEAR, g711(Encoding.ALAW), samples.length);
  }

  static Sound ofG711(byte[] bytes, boolean aLaw) {
    var from = g711(aLaw ? Encoding.ALAW : Encoding.ULAW);
    return linear(convert(bytes, from, LINEAR, bytes.length));
  }

  private static Sound linear(byte[] bytes) {
    var samples = new short[bytes.length / 2];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
    return new Sound(samples);
  }

  private static AudioFormat g711(Encoding law) {
    return new AudioFormat(law, RATE, 8, 1, 1, RATE, false);
  }

  private static byte[] convert(byte[] bytes, AudioFormat from, AudioFormat to, int frames) {
    var in = new AudioInputStream(new ByteArrayInputStream(bytes), from, frames);
    try (var out = AudioSystem.getAudioInputStream(to, in)) {
      return out.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
