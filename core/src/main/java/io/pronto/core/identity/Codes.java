package io.pronto.core.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** Codes of six digits that are told on a call; only their hashes are kept. */
final class Codes {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Codes() {}

  static String next() {
    return "%06d".formatted(RANDOM.nextInt(1_000_000));
  }

  static byte[] hash(String id, String code) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest((id + ' ' + code).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static boolean matches(byte[] hash, String id, String code) {
    return MessageDigest.isEqual(hash, hash(id, code));
  }
}
