package io.pronto.media.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads RIFF WAVE files of our own prompts: linear, 16 bits, one channel. */
public final class Wav {
  private static final int RIFF = 0x46464952;
  private static final int WAVE = 0x45564157;
  private static final int FORMAT = 0x20746d66;
  private static final int DATA = 0x61746164;

  private Wav() {}

  /**
   * Returns the samples of the file whose bytes are {@code file}, at 8 kHz.
   *
   * @throws IOException when it is not such a file; the message says in what it differs
   */
  public static short[] samples(byte[] file) throws IOException {
    return samples(file, G711.RATE);
  }

  /**
   * The same at {@code rate} samples a second.
   *
   * @throws IOException when it is not such a file; the message says in what it differs
   */
  public static short[] samples(byte[] file, int rate) throws IOException {
    var bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < 12 || bytes.getInt(0) != RIFF || bytes.getInt(8) != WAVE) {
      throw new IOException("Not a WAV file");
    }
    requireQuality(chunk(bytes, FORMAT), rate);
    var data = chunk(bytes, DATA);
    var samples = new short[data.remaining() / 2];
    data.asShortBuffer().get(samples);
    return samples;
  }

  private static ByteBuffer chunk(ByteBuffer file, int name) throws IOException {
    int at = 12;
    while (at + 8 <= file.limit()) {
      int length = file.getInt(at + 4);
      if (length < 0 || length > file.limit() - at - 8) {
        throw new IOException("The WAV file is cut short");
      }
      if (file.getInt(at) == name) {
        return file.slice(at + 8, length).order(ByteOrder.LITTLE_ENDIAN);
      }
      at += 8 + length + (length & 1);
    }
    throw new IOException("The WAV file lacks its format or its data");
  }

  private static void requireQuality(ByteBuffer format, int rate) throws IOException {
    if (format.remaining() < 16
        || format.getShort(0) != 1
        || format.getShort(2) != 1
        || format.getInt(4) != rate
        || format.getShort(14) != 16) {
      throw new IOException(
          "The WAV file is not linear, 16 bits, %d kHz and mono".formatted(rate / 1000));
    }
  }
}
