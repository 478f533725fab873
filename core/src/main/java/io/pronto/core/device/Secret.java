package io.pronto.core.device;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The password of a device, told once and kept only as digest hashes.
 *
 * @param value 24 characters that no one confuses when reading them aloud: 119 bits
 */
public record Secret(String value) {
  private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
  private static final int LENGTH = 24;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A new one. */
  public static Secret next() {
    return new Secret(random(LENGTH));
  }

  /** {@code length} random characters that may be part of a username. */
  static String random(int length) {
    var text = new StringBuilder();
    RANDOM.ints(length, 0, ALPHABET.length()).forEach(index -> text.append(ALPHABET.charAt(index)));
    return text.toString();
  }

  /** HA1 by MD5 (RFC 7616, section 3.4.2), in lower-case hexadecimal digits. */
  String ha1Md5(AddressOfRecord name) {
    return ha1("MD5", name);
  }

  /** HA1 by SHA-256 (RFC 8760), in lower-case hexadecimal digits. */
  String ha1Sha256(AddressOfRecord name) {
    return ha1("SHA-256", name);
  }

  private String ha1(String algorithm, AddressOfRecord name) {
    try {
      var text = name.username() + ':' + name.domain() + ':' + value;
      var digest =
          MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public String toString() {
    return "a secret";
  }
}
