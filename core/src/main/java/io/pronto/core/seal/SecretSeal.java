package io.pronto.core.seal;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals short secrets by AES-256-GCM (NIST SP 800-38D): a random nonce of 12 bytes, then the sealed
 * secret with its tag. A context says what the secret is for; it must be the same on opening.
 */
final class SecretSeal {
  /** Bytes of every key. */
  static final int KEY = 32;

  /** Bytes of GCM's tag. */
  static final int TAG = 16;

  /** Bytes of GCM's nonce. */
  static final int NONCE = 12;

  private static final SecureRandom RANDOM = new SecureRandom();

  private SecretSeal() {}

  static byte[] random(int bytes) {
    var random = new byte[bytes];
    RANDOM.nextBytes(random);
    return random;
  }

  static SecretKey key(byte[] bytes) {
    if (bytes.length != KEY) {
      throw new IllegalArgumentException("A key has 32 bytes, not " + bytes.length);
    }
    return new SecretKeySpec(bytes, "AES");
  }

  static Cipher cipher() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no AES-GCM", e);
    }
  }

  static byte[] seal(SecretKey key, byte[] secret, byte[] context) {
    var nonce = random(NONCE);
    var sealed = new byte[NONCE + secret.length + TAG];
    System.arraycopy(nonce, 0, sealed, 0, NONCE);
    try {
      var cipher = cipher();
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG, nonce));
      cipher.updateAAD(context);
      cipher.doFinal(secret, 0, secret.length, sealed, NONCE);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Throws when it was changed, or sealed by another key or for another context. */
  static byte[] open(SecretKey key, byte[] sealed, byte[] context) throws AEADBadTagException {
    if (sealed.length < NONCE + TAG) {
      throw new AEADBadTagException("Too short");
    }
    try {
      var cipher = cipher();
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * TAG, sealed, 0, NONCE));
      cipher.updateAAD(context);
      return cipher.doFinal(sealed, NONCE, sealed.length - NONCE);
    } catch (AEADBadTagException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
