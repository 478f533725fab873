package io.pronto.media.secure;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Where a thread works on one packet after the other, whatever their keys: so that what every
 * packet needs stays in the processor's cache, and not what every key needs.
 */
final class Scratch {
  /** The size of an AES block. */
  static final int BLOCK = 16;

  /** How many bytes are enciphered at a time. */
  static final int STREAM = 16 * BLOCK;

  /** How many bytes are digested at a time. */
  static final int CHUNK = 512;

  /** How long a digest is. */
  static final int DIGEST = 20;

  private static final ThreadLocal<Scratch> OWN = ThreadLocal.withInitial(Scratch::new);

  final byte[] counters = new byte[STREAM];
  final byte[] stream = new byte[STREAM];
  final byte[] chunk = new byte[CHUNK];
  final byte[] result = new byte[DIGEST];
  final MessageDigest digest = sha1();

  private Scratch() {}

  /** The calling thread's. */
  static Scratch own() {
    return OWN.get();
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK has no SHA-1", e);
    }
  }
}
