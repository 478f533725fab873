package io.pronto.core.seal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** Seals and opens the segments of one file; {@link SealedFile} tells how. For one thread. */
final class SegmentCipher {
  /** What a segment is, as the last byte of its nonce says. */
  enum Kind {
    /** Another one follows. */
    MORE,
    /** The end of a file that was closed. */
    LAST,
    /** No content: the tag over the head. */
    HEAD
  }

  private static final byte[] NOTHING = {};

  private final Cipher cipher = SecretSeal.cipher();
  private final SecretKey key;
  private final byte[] prefix;
  private final byte[] head;
  private byte[] headTag = NOTHING;

  SegmentCipher(byte[] key, SealedFile.Head head) {
    this.key = SecretSeal.key(key);
    this.prefix = head.prefix();
    this.head = head.bytes();
  }

  /** Makes the tag over the head, without which nothing can be sealed. */
  byte[] sealHead() {
    headTag = new byte[SecretSeal.TAG];
    run(Cipher.ENCRYPT_MODE, 0, Kind.HEAD, NOTHING, 0, 0, headTag);
    return headTag;
  }

  /** Checks the tag over the head, without which nothing can be opened; false for a wrong one. */
  boolean openHead(byte[] tag) {
    headTag = tag;
    return run(Cipher.DECRYPT_MODE, 0, Kind.HEAD, tag, 0, tag.length, NOTHING) >= 0;
  }

  /** Seals into {@code sealed}, from 0, and returns the length there: a tag more than clear. */
  int seal(long number, Kind kind, byte[] clear, int offset, int length, byte[] sealed) {
    return run(Cipher.ENCRYPT_MODE, number, kind, clear, offset, length, sealed);
  }

  /** Opens into {@code clear}, from 0, and returns the length there, or -1 when it was changed. */
  int open(long number, Kind kind, byte[] sealed, int length, byte[] clear) {
    return run(Cipher.DECRYPT_MODE, number, kind, sealed, 0, length, clear);
  }

  private int run(
      int mode, long number, Kind kind, byte[] from, int offset, int length, byte[] into) {
    try {
      cipher.init(mode, key, new GCMParameterSpec(8 * SecretSeal.TAG, nonce(number, kind)));
      cipher.updateAAD(kind == Kind.HEAD ? head : headTag);
      return cipher.doFinal(from, offset, length, into, 0);
    } catch (AEADBadTagException changed) {
      return -1;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] nonce(long number, Kind kind) {
    if (number >>> Integer.SIZE != 0) {
      throw new IllegalStateException("A sealed file has at most 2^32 segments");
    }
    return ByteBuffer.allocate(SecretSeal.NONCE)
        .put(prefix)
        .putInt((int) number)
        .put((byte) kind.ordinal())
        .array();
  }
}
