package io.pronto.media.secure;

import java.nio.ByteBuffer;
import java.security.DigestException;

/**
 * HMAC-SHA1 (RFC 2104) over packets. Written on the digest, since the JDK's own {@code Mac}
 * allocates for each result. For any thread, one at a time.
 */
final class HmacSha1 {
  private static final int BLOCK = 64;

  private final byte[] inner = new byte[BLOCK];
  private final byte[] outer = new byte[BLOCK];

  /** {@code key} has no more than 64 bytes. */
  HmacSha1(byte[] key) {
    for (int i = 0; i < BLOCK; i++) {
      int octet = i < key.length ? key[i] : 0;
      inner[i] = (byte) (octet ^ 0x36);
      outer[i] = (byte) (octet ^ 0x5C);
    }
  }

  /** Of the bytes before {@code end}; valid until the thread's next call. */
  byte[] of(ByteBuffer packet, int end) {
    var scratch = Scratch.own();
    begin(scratch, packet, end);
    return finish(scratch);
  }

  /**
   * Of the bytes before {@code end} and the four of {@code more}; valid until the thread's next
   * call.
   */
  byte[] of(ByteBuffer packet, int end, int more) {
    var scratch = Scratch.own();
    begin(scratch, packet, end);
    for (int i = 0; i < 4; i++) {
      scratch.chunk[i] = (byte) (more >>> 24 - 8 * i);
    }
    scratch.digest.update(scratch.chunk, 0, 4);
    return finish(scratch);
  }

  private void begin(Scratch scratch, ByteBuffer packet, int end) {
    scratch.digest.reset();
    scratch.digest.update(inner);
    for (int at = 0; at < end; at += Scratch.CHUNK) {
      int length = Math.min(Scratch.CHUNK, end - at);
      packet.get(at, scratch.chunk, 0, length);
      scratch.digest.update(scratch.chunk, 0, length);
    }
  }

  private byte[] finish(Scratch scratch) {
    try {
      scratch.digest.digest(scratch.result, 0, Scratch.DIGEST);
      scratch.digest.update(outer);
      scratch.digest.update(scratch.result);
      scratch.digest.digest(scratch.result, 0, Scratch.DIGEST);
      return scratch.result;
    } catch (DigestException e) {
      throw new IllegalStateException("A digest always fits", e);
    }
  }
}
