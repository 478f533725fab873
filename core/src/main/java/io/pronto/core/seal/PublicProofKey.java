package io.pronto.core.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The public half of the {@link ProofKey}.
 *
 * @param key an Ed25519 key
 */
public record PublicProofKey(PublicKey key) {
  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String END = "-----END PUBLIC KEY-----";

  /**
   * Reads one in the X.509 form of RFC 8410, 44 bytes.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static PublicProofKey of(byte[] encoded) {
    try {
      var spec = new X509EncodedKeySpec(encoded);
      return new PublicProofKey(KeyFactory.getInstance("Ed25519").generatePublic(spec));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("Not an Ed25519 public key", e);
    }
  }

  /**
   * Reads one from PEM (RFC 7468).
   *
   * @throws IllegalArgumentException for anything else
   */
  public static PublicProofKey ofPem(String pem) {
    int begin = pem.indexOf(BEGIN);
    int end = pem.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("No public key in PEM");
    }
    var base64 = pem.substring(begin + BEGIN.length(), end);
    return of(Base64.getMimeDecoder().decode(base64));
  }

  /** The same as PEM (RFC 7468), with a line's end at its end. */
  public String pem() {
    var base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(key.getEncoded());
    return BEGIN + '\n' + base64 + '\n' + END + '\n';
  }

  /** SHA-256 of the X.509 form, 64 hexadecimal digits: by it people know the key again. */
  public String fingerprint() {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether its secret half made {@code signature}, in hexadecimal digits, of {@code form}. */
  public boolean verifies(CanonicalForm form, String signature) {
    try {
      return verifies(form.bytes(), HexFormat.of().parseHex(signature));
    } catch (IllegalArgumentException notHexadecimal) {
      return false;
    }
  }

  private boolean verifies(byte[] message, byte[] signature) {
    try {
      var check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(message);
      return check.verify(signature);
    } catch (SignatureException malformed) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
