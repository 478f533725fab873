package io.pronto.media.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The hash of a certificate in its DER encoding (RFC 8122, section 5).
 *
 * @param hash {@code sha-256}, {@code sha-384} or {@code sha-512}
 * @param value as SDP writes it: pairs of upper-case hexadecimal digits parted by colons
 */
public record Fingerprint(String hash, String value) {
  private static final Map<String, String> DIGESTS =
      Map.of("sha-256", "SHA-256", "sha-384", "SHA-384", "sha-512", "SHA-512");
  private static final Map<String, Integer> BYTES =
      Map.of("sha-256", 32, "sha-384", 48, "sha-512", 64);
  private static final Pattern PAIRS = Pattern.compile("[0-9A-F]{2}(:[0-9A-F]{2})*");
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

  /** Refuses hashes that are not known or can be forged, and values of another length. */
  public Fingerprint {
    if (!DIGESTS.containsKey(hash)
        || !PAIRS.matcher(value).matches()
        || value.length() != 3 * BYTES.get(hash) - 1) {
      throw new IllegalArgumentException("Not a fingerprint of SHA-256, SHA-384 or SHA-512");
    }
  }

  /** Of the certificate {@code encoded}, by SHA-256. */
  public static Fingerprint of(byte[] encoded) {
    return new Fingerprint("sha-256", COLONS.formatHex(digest("sha-256", encoded)));
  }

  /**
   * Reads what follows {@code a=fingerprint:}; empty for another hash, or what is not well formed:
   * others may be there.
   */
  public static Optional<Fingerprint> parse(String text) {
    var words = text.strip().split("\\s+");
    try {
      return words.length == 2
          ? Optional.of(
              new Fingerprint(words[0].toLowerCase(Locale.ROOT), words[1].toUpperCase(Locale.ROOT)))
          : Optional.empty();
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  /** What follows {@code a=fingerprint:}. */
  public String print() {
    return hash + ' ' + value;
  }

  /** Whether it is that of the certificate {@code encoded}. */
  public boolean isOf(byte[] encoded) {
    return MessageDigest.isEqual(COLONS.parseHex(value), digest(hash, encoded));
  }

  private static byte[] digest(String hash, byte[] bytes) {
    try {
      return MessageDigest.getInstance(DIGESTS.get(hash)).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK has no " + hash, e);
    }
  }
}
