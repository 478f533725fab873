package io.pronto.core.sound;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** WAV files of every kind, good and bad, and what is in a sound. */
public final class TestWav {
  /** Number of linear samples in the header of a file. */
  public static final int LINEAR = 1;

  /** Number of floating-point samples. */
  public static final int FLOAT = 3;

  /** Number of G.711 A-law. */
  public static final int ALAW = 6;

  /** Number of G.711 µ-law. */
  public static final int MULAW = 7;

  private TestWav() {}

  /** A file of {@code data} whose header says that. */
  public static byte[] file(int tag, int channels, int rate, int bits, byte[] data) {
    int frame = channels * bits / 8;
    var file = ByteBuffer.allocate(44 + data.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes()).putInt(36 + data.length).put("WAVE".getBytes());
    file.put("fmt ".getBytes()).putInt(16).putShort((short) tag).putShort((short) channels);
    file.putInt(rate).putInt(rate * frame).putShort((short) frame).putShort((short) bits);
    return file.put("data".getBytes()).putInt(data.length).put(data).array();
  }

  /** A file of a sine whose peak is {@code peak} of the full scale. */
  public static byte[] tone(
      int tag, int channels, int rate, int bits, int hertz, int millis, double peak) {
    int frames = rate / 100 * millis / 10;
    var data = ByteBuffer.allocate(frames * channels * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < frames; i++) {
      double value = peak * Math.sin(2 * Math.PI * hertz * i / rate);
      for (int channel = 0; channel < channels; channel++) {
        put(data, tag, bits, value);
      }
    }
    return file(tag, channels, rate, bits, data.array());
  }

  private static void put(ByteBuffer data, int tag, int bits, double value) {
    switch (tag) {
      case ALAW -> data.put(alaw((int) (value * 32_767)));
      case MULAW -> data.put(mulaw((int) (value * 32_767)));
      case FLOAT -> data.putFloat((float) value);
      default -> {
        switch (bits) {
          case 8 -> data.put((byte) Math.round(128 + 127 * value));
          case 16 -> data.putShort((short) Math.round(32_767 * value));
          default -> {
            int whole = (int) Math.round(8_388_607 * value);
            data.put((byte) whole).put((byte) (whole >> 8)).put((byte) (whole >> 16));
          }
        }
      }
    }
  }

  /** ITU-T G.711, table 1, as a search for the segment. */
  private static byte alaw(int linear) {
    int sign = linear >= 0 ? 0x80 : 0;
    int magnitude = Math.min(Math.abs(linear), 32_635) >> 4;
    int segment = Math.max(0, 32 - Integer.numberOfLeadingZeros(magnitude) - 4);
    int mantissa = segment < 2 ? magnitude & 0x1F : magnitude >> segment - 1 & 0x0F;
    int code = segment < 2 ? mantissa : segment << 4 | mantissa;
    return (byte) ((sign | code) ^ 0x55);
  }

  private static byte mulaw(int linear) {
    int sign = linear >= 0 ? 0 : 0x80;
    int magnitude = Math.min(Math.abs(linear), 32_635) + 0x84;
    int segment = 31 - Integer.numberOfLeadingZeros(magnitude) - 7;
    return (byte) ~(sign | segment << 4 | magnitude >> segment + 3 & 0x0F);
  }

  /** How much of the power of {@code sound} is at {@code hertz}, 0 to 1. */
  public static double share(Sound sound, int hertz) {
    double real = 0;
    double imaginary = 0;
    double all = 0;
    var samples = sound.samples();
    for (int i = 0; i < samples.length; i++) {
      double angle = 2 * Math.PI * hertz * i / Sound.RATE;
      real += samples[i] * Math.cos(angle);
      imaginary += samples[i] * Math.sin(angle);
      all += (double) samples[i] * samples[i];
    }
    return all == 0 ? 0 : 2 * (real * real + imaginary * imaginary) / samples.length / all;
  }

  /** Its RMS in dB under the full scale. */
  public static double level(Sound sound) {
    double sum = 0;
    for (short sample : sound.samples()) {
      sum += (double) sample * sample;
    }
    return 10 * Math.log10(sum / sound.samples().length / 32_767 / 32_767);
  }
}
