package io.pronto.media.secure;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * HMAC-SHA1 (RFC 2104) over packets. Written on the digest, since the JDK's own {@code Mac}
 * allocates for each result. For one thread.
 */
final class HmacSha1 {
  private static final int BLOCK = 64;
  private static final int DIGEST = 20;
  private static final int CHUNK = 512;

  private final MessageDigest digest;
  private final byte[] inner = new byte[BLOCK];
  private final byte[] outer = new byte[BLOCK];
  private final byte[] chunk = new byte[CHUNK];
  private final byte[] result = new byte[DIGEST];

  /** {@code key} has no more than 64 bytes. */
  HmacSha1(byte[] key) {
    try {
      digest = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK has no SHA-1", e);
    }
    for (int i = 0; i < BLOCK; i++) {
      int octet = i < key.length ? key[i] : 0;
      inner[i] = (byte) (octet ^ 0x36);
      outer[i] = (byte) (octet ^ 0x5C);
    }
  }

  /** Of the bytes before {@code end}; valid until the next call. */
  byte[] of(ByteBuffer packet, int end) {
    begin(packet, end);
    return finish();
  }

  /** Of the bytes before {@code end} and the four of {@code more}; valid until the next call. */
  byte[] of(ByteBuffer packet, int end, int more) {
    begin(packet, end);
    for (int i = 0; i < 4; i++) {
      chunk[i] = (byte) (more >>> 24 - 8 * i);
    }
    digest.update(chunk, 0, 4);
    return finish();
  }

  private void begin(ByteBuffer packet, int end) {
    digest.update(inner);
    for (int at = 0; at < end; at += CHUNK) {
      int length = Math.min(CHUNK, end - at);
      packet.get(at, chunk, 0, length);
      digest.update(chunk, 0, length);
    }
  }

  private byte[] finish() {
    try {
      digest.digest(result, 0, DIGEST);
      digest.update(outer);
      digest.update(result);
      digest.digest(result, 0, DIGEST);
      return result;
    } catch (DigestException e) {
      throw new IllegalStateException("A digest always fits", e);
    }
  }
}
