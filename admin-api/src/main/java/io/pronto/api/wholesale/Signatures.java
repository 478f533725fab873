package io.pronto.api.wholesale;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks what providers have signed. */
final class Signatures {
  /** What precedes the 32 bytes of an Ed25519 key in X.509 (RFC 8410). */
  private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int KEY = 32;

  private Signatures() {}

  /** Whether {@code hex} is the HMAC-SHA1 of {@code text} (RFC 2104), compared in constant time. */
  static boolean hmacSha1(String secret, String text, String hex) {
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA1"));
      var wanted = HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
      return MessageDigest.isEqual(wanted.getBytes(UTF_8), hex.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Whether {@code signature} is of {@code signed} by the key (RFC 8032); false for what is none.
   *
   * @param key its 32 bytes in base64
   */
  static boolean ed25519(String key, byte[] signed, String signature) {
    try {
      var raw = Base64.getDecoder().decode(key);
      if (raw.length != KEY) {
        return false;
      }
      var encoded = new byte[ED25519.length + KEY];
      System.arraycopy(ED25519, 0, encoded, 0, ED25519.length);
      System.arraycopy(raw, 0, encoded, ED25519.length, KEY);
      var verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
      verifier.update(signed);
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
