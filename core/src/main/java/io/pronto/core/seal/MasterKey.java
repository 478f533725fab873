package io.pronto.core.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/** The key of the settings, {@code secrets.key}, that seals every organisation's key. */
public final class MasterKey {
  private final SecretKey key;

  private MasterKey(byte[] key) {
    this.key = SecretSeal.key(key);
  }

  /**
   * Reads what the setting {@code secrets.key} holds: 32 bytes in base64.
   *
   * @throws IllegalArgumentException for anything else; the message names the setting and says what
   *     to do, and holds nothing of the value
   */
  public static MasterKey of(String base64) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(base64.strip());
    } catch (IllegalArgumentException e) {
      throw bad("is not base64");
    }
    if (key.length != SecretSeal.KEY) {
      throw bad("has " + key.length + " bytes");
    }
    return new MasterKey(key);
  }

  /** Returns a new random key as the setting holds it. */
  public static String generate() {
    return Base64.getEncoder().encodeToString(SecretSeal.random(SecretSeal.KEY));
  }

  /** Seals a short {@code secret}, to be opened with the same {@code context} only. */
  public byte[] seal(byte[] secret, byte[] context) {
    return SecretSeal.seal(key, secret, context);
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @param what is told when it cannot be opened
   * @throws WrongMasterKey when another key sealed it, or another context
   */
  public byte[] open(byte[] sealed, byte[] context, String what) {
    try {
      return SecretSeal.open(key, sealed, context);
    } catch (AEADBadTagException e) {
      throw new WrongMasterKey(what, e);
    }
  }

  /**
   * Returns 32 bytes by which {@code secret} can be compared without being known: HMAC-SHA-256 (RFC
   * 2104) by a key that is derived from this one (HKDF, RFC 5869) for that {@code purpose}.
   */
  public byte[] mac(byte[] secret, String purpose) {
    try {
      var derived =
          KDF.getInstance("HKDF-SHA256")
              .deriveKey(
                  "HmacSHA256",
                  HKDFParameterSpec.ofExtract()
                      .addIKM(key)
                      .thenExpand(purpose.getBytes(UTF_8), SecretSeal.KEY));
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(derived);
      return mac.doFinal(secret);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no HKDF or no HMAC of SHA-256", e);
    }
  }

  private static IllegalArgumentException bad(String fault) {
    return new IllegalArgumentException(
        "secrets.key "
            + fault
            + " where 32 bytes in base64 are needed: make one with `openssl rand -base64 32`");
  }
}
