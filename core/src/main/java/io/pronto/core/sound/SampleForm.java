package io.pronto.core.sound;

import java.nio.ByteBuffer;

/** How a WAV file writes a sample. */
enum SampleForm {
  /** Linear, 8 bits, from 0 to 255 around 128. */
  UNSIGNED_8(1),
  /** Linear, 16 bits. */
  SIGNED_16(2),
  /** Linear, 24 bits. */
  SIGNED_24(3),
  /** G.711 A-law. */
  ALAW(1),
  /** G.711 µ-law. */
  MULAW(1);

  private static final int BIAS = 0x84;

  private final int bytes;

  SampleForm(int bytes) {
    this.bytes = bytes;
  }

  /** How many bytes a sample has. */
  int bytes() {
    return bytes;
  }

  /** The sample at {@code at} of a file that is read in little-endian order, from -1 to 1. */
  float read(ByteBuffer file, int at) {
    return switch (this) {
      case UNSIGNED_8 -> ((file.get(at) & 0xFF) - 128) / 128f;
      case SIGNED_16 -> file.getShort(at) / 32_768f;
      case SIGNED_24 ->
          ((file.get(at) & 0xFF) | (file.get(at + 1) & 0xFF) << 8 | file.get(at + 2) << 16)
              / 8_388_608f;
      case ALAW -> alaw(file.get(at)) / 32_768f;
      case MULAW -> mulaw(file.get(at)) / 32_768f;
    };
  }

  private static int alaw(byte code) {
    int value = code ^ 0x55;
    int segment = value >> 4 & 7;
    int size = (value & 0x0F) << 4 | 8;
    int linear = segment == 0 ? size : size + 0x100 << segment - 1;
    return (value & 0x80) == 0 ? -linear : linear;
  }

  private static int mulaw(byte code) {
    int value = ~code;
    int linear = ((value & 0x0F) << 3 | BIAS) << (value >> 4 & 7);
    return (value & 0x80) == 0 ? linear - BIAS : BIAS - linear;
  }
}
