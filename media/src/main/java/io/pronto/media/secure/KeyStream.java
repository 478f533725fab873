package io.pronto.media.secure;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in counter mode (RFC 3711, section 4.1.1). The counters are written here and enciphered block
 * by block: a cipher in the mode CTR would have to be begun anew, and allocate, for each packet.
 * For one thread.
 */
final class KeyStream {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final Cipher cipher;

  KeyStream(byte[] key) {
    try {
      cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK has no AES", e);
    }
  }

  /**
   * Adds the key stream to the bytes of {@code packet}, big-endian, from {@code from} to {@code
   * to}.
   *
   * @param high the upper half of the first counter
   * @param low its lower half, of which the last 16 bits count blocks
   */
  void apply(ByteBuffer packet, int from, int to, long high, long low) {
    var scratch = Scratch.own();
    long counter = low;
    for (int at = from; at < to; at += Scratch.STREAM) {
      int length = Math.min(Scratch.STREAM, to - at);
      fill(scratch, (length + Scratch.BLOCK - 1) / Scratch.BLOCK, high, counter);
      add(scratch.stream, packet, at, length);
      counter += Scratch.STREAM / Scratch.BLOCK;
    }
  }

  private void fill(Scratch scratch, int blocks, long high, long counter) {
    for (int i = 0; i < blocks; i++) {
      LONGS.set(scratch.counters, i * Scratch.BLOCK, high);
      LONGS.set(scratch.counters, i * Scratch.BLOCK + 8, counter + i);
    }
    try {
      cipher.update(scratch.counters, 0, blocks * Scratch.BLOCK, scratch.stream, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Whole blocks always fit", e);
    }
  }

  private static void add(byte[] stream, ByteBuffer packet, int at, int length) {
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      packet.putLong(at + i, packet.getLong(at + i) ^ (long) LONGS.get(stream, i));
    }
    for (; i < length; i++) {
      packet.put(at + i, (byte) (packet.get(at + i) ^ stream[i]));
    }
  }
}
