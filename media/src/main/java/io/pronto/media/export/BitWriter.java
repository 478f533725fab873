package io.pronto.media.export;

import java.util.Arrays;

/** Bits one after the other, the highest first, in a buffer that grows. */
final class BitWriter {
  private byte[] bytes = new byte[1 << 15];
  private int length;
  private long pending;
  private int pendingBits;

  /** Forgets all. */
  void clear() {
    length = 0;
    pending = 0;
    pendingBits = 0;
  }

  /** Adds the lowest {@code bits} of {@code value}, at most 32. */
  void put(int value, int bits) {
    pending = pending << bits | value & (1L << bits) - 1;
    pendingBits += bits;
    while (pendingBits >= 8) {
      pendingBits -= 8;
      add((byte) (pending >>> pendingBits));
    }
  }

  /** Adds so many zeros, and a one. */
  void unary(int zeros) {
    for (int left = zeros; left > 0; left -= 31) {
      put(0, Math.min(left, 31));
    }
    put(1, 1);
  }

  /** Adds zeros up to a whole byte. */
  void align() {
    if (pendingBits > 0) {
      put(0, 8 - pendingBits);
    }
  }

  /** What there is in whole bytes. */
  byte[] bytes() {
    return bytes;
  }

  /** How many bytes of {@link #bytes} that is. */
  int length() {
    return length;
  }

  private void add(byte value) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = value;
  }
}
