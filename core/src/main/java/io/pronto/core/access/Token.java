package io.pronto.core.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** An opaque secret of 256 random bits that says who holds it; kept only as its SHA-256. */
public record Token(String value) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;

  /** A new one; {@code prefix} lets people and scanners see what leaked. */
  public static Token next(String prefix) {
    var bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new Token(prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** What is kept of it: 32 bytes. */
  public io.vertx.core.buffer.Buffer hash() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return io.vertx.core.buffer.Buffer.buffer(
          digest.digest(value.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public String toString() {
    return "a token";
  }
}
