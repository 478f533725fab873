package io.pronto.sip.stream;

import io.pronto.media.Side;
import java.util.Arrays;
import java.util.Base64;

/**
 * Some of a recording's sound.
 *
 * @param from its first sample, from the recording's beginning, at 8 kHz
 * @param sound 16 bits, little-endian, left the caller and right the called in turn
 */
record Piece(long from, byte[] sound) {
  static final int FRAME_BYTES = 4;
  private static final int SAMPLE_BYTES = FRAME_BYTES / 2;
  private static final int SAMPLES_PER_MILLI = 8;

  static Piece copied(long from, byte[] sound, int offset, int length) {
    return new Piece(from, Arrays.copyOfRange(sound, offset, offset + length));
  }

  /** The sample after its last. */
  long to() {
    return from + sound.length / FRAME_BYTES;
  }

  /** What {@code side} has said, alone, in base64. */
  String of(Side side) {
    var one = new byte[sound.length / 2];
    int offset = side == Side.CALLER ? 0 : SAMPLE_BYTES;
    for (int i = 0; i < one.length; i += SAMPLE_BYTES) {
      one[i] = sound[2 * i + offset];
      one[i + 1] = sound[2 * i + offset + 1];
    }
    return Base64.getEncoder().encodeToString(one);
  }

  /** So many samples in milliseconds. */
  static long millis(long samples) {
    return samples / SAMPLES_PER_MILLI;
  }
}
