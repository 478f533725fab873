package io.pronto.sip.registrar;

import io.pronto.core.device.Account;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;

/** The hashes of digest that are offered, the strongest first (RFC 8760, section 2.4). */
enum Algorithm {
  SHA_256("SHA-256", Account::ha1Sha256),
  MD5("MD5", Account::ha1Md5);

  /** As a challenge and an answer spell it. */
  final String token;

  private final Function<Account, String> ha1;

  Algorithm(String token, Function<Account, String> ha1) {
    this.token = token;
    this.ha1 = ha1;
  }

  /** The algorithm that an answer names; none named is MD5 (RFC 7616, section 3.3). */
  static Optional<Algorithm> named(Optional<String> token) {
    if (token.isEmpty()) {
      return Optional.of(MD5);
    }
    for (var algorithm : values()) {
      if (algorithm.token.equalsIgnoreCase(token.get())) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  String ha1(Account account) {
    return ha1.apply(account);
  }

  /** The hash of {@code text} in hexadecimal digits of lower case. */
  String hash(String text) {
    try {
      var digest = MessageDigest.getInstance(token);
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
