package io.pronto.api;

import io.pronto.core.access.Totp;
import java.time.Instant;

/** An authenticator app. */
final class TestApp {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private TestApp() {}

  /** What it shows now for {@code secret}, as it was told. */
  static String code(String secret) {
    return Totp.code(decoded(secret), Instant.now());
  }

  static byte[] decoded(String text) {
    var bytes = new byte[text.length() * 5 / 8];
    for (int i = 0; i < text.length() * 5; i++) {
      int bit = BASE32.indexOf(text.charAt(i / 5)) >> 4 - i % 5 & 1;
      if (i / 8 < bytes.length) {
        bytes[i / 8] |= (byte) (bit << 7 - i % 8);
      }
    }
    return bytes;
  }
}
