package io.pronto.core.access;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Time-based one-time passwords as every authenticator app makes them (RFC 6238): HMAC-SHA-1, six
 * digits, a new one every 30 seconds. The clocks of both may be one step apart.
 */
public final class Totp {
  private static final Duration STEP = Duration.ofSeconds(30);
  private static final int SECRET_BYTES = 20;
  private static final int MODULUS = 1_000_000;
  private static final int TOLERATED_STEPS = 1;
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private Totp() {}

  /** A new secret of 160 random bits. */
  static byte[] newSecret() {
    var secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return secret;
  }

  /** The code of {@code secret} at {@code time}, six digits. */
  public static String code(byte[] secret, Instant time) {
    return code(secret, step(time));
  }

  /**
   * The step whose code {@code given} is, if it is one of those that hold at {@code now} and later
   * than {@code used}: a code that was accepted once is accepted no more (RFC 6238, section 5.2).
   */
  static OptionalLong matching(byte[] secret, String given, Instant now, long used) {
    var wanted = given.getBytes(StandardCharsets.US_ASCII);
    var found = OptionalLong.empty();
    for (long step = step(now) - TOLERATED_STEPS; step <= step(now) + TOLERATED_STEPS; step++) {
      var code = code(secret, step).getBytes(StandardCharsets.US_ASCII);
      if (MessageDigest.isEqual(code, wanted) && step > used) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }

  /** What an authenticator app reads as a QR code to have {@code secret} for {@code account}. */
  static String uri(byte[] secret, String account) {
    return "otpauth://totp/Pronto:%s?secret=%s&issuer=Pronto"
        .formatted(
            URLEncoder.encode(account, StandardCharsets.UTF_8).replace("+", "%20"), base32(secret));
  }

  /** {@code bytes}, a multiple of five, in base 32 (RFC 4648, section 6). */
  static String base32(byte[] bytes) {
    var text = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte each : bytes) {
      held = held << 8 | each & 0xFF;
      for (bits += 8; bits >= 5; bits -= 5) {
        text.append(BASE32.charAt(held >> bits - 5 & 31));
      }
    }
    return text.toString();
  }

  private static long step(Instant time) {
    return time.getEpochSecond() / STEP.toSeconds();
  }

  private static String code(byte[] secret, long step) {
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret, "HmacSHA1"));
      var hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
      int offset = hash[hash.length - 1] & 0xF;
      int number = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
      return String.format(Locale.ROOT, "%06d", number % MODULUS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
