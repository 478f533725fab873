package io.pronto.media;

import io.pronto.core.seal.SealedReader;
import io.pronto.media.codec.G711;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/** What is on a recording's file. */
record Heard(short[] left, short[] right, boolean closed) {
  private static final int LOUD = 2000;

  static Heard in(Path file, byte[] key) throws IOException {
    try (var reader = SealedReader.open(file, key)) {
      var bytes = ByteBuffer.allocate((int) reader.length()).order(ByteOrder.LITTLE_ENDIAN);
      reader.read(0, bytes);
      bytes.flip();
      var left = new short[bytes.limit() / 4];
      var right = new short[left.length];
      for (int i = 0; i < left.length; i++) {
        left[i] = bytes.getShort(4 * i);
        right[i] = bytes.getShort(4 * i + 2);
      }
      return new Heard(left, right, reader.closedCleanly());
    }
  }

  long millis() {
    return left.length / 8;
  }

  /** Where a tone begins for the {@code nth} time, from 1; tones pause for 200 ms. */
  static int onset(short[] channel, int nth) {
    int quiet = G711.RATE;
    int found = 0;
    for (int i = 0; i < channel.length; i++) {
      if (Math.abs(channel[i]) < LOUD) {
        quiet++;
      } else {
        if (quiet > G711.RATE / 10 && ++found == nth) {
          return i;
        }
        quiet = 0;
      }
    }
    throw new AssertionError("No tone number " + nth);
  }

  /**
   * How much of the channel's energy from {@code from} to {@code to} lies at {@code hertz}, 0-1.
   */
  static double share(short[] channel, int from, int to, int hertz) {
    double sine = 0;
    double cosine = 0;
    double all = 0;
    for (int i = from; i < to; i++) {
      double angle = 2 * Math.PI * hertz * i / G711.RATE;
      sine += channel[i] * Math.sin(angle);
      cosine += channel[i] * Math.cos(angle);
      all += (double) channel[i] * channel[i];
    }
    return 2 * (sine * sine + cosine * cosine) / (all * (to - from));
  }

  static boolean silent(short[] channel, int from, int to) {
    return Arrays.equals(channel, from, to, new short[to - from], 0, to - from);
  }
}
