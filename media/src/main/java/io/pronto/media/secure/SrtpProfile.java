package io.pronto.media.secure;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * How packets are enciphered and authenticated: a crypto-suite of SDES (RFC 4568, section 6.2),
 * which DTLS-SRTP knows as a protection profile (RFC 5764, section 4.1.2). The best come first.
 */
public enum SrtpProfile {
  /** AES in counter mode with a key of 128 bits, HMAC-SHA1 cut to 80 bits. */
  AES_CM_128_HMAC_SHA1_80(10),
  /** The same, RTP with tags of 32 bits only; RTCP keeps 80. */
  AES_CM_128_HMAC_SHA1_32(4);

  /** What the tags of any profile add to an RTP or RTCP packet at the most, in bytes. */
  public static final int MOST_ADDED = 14;

  static final int KEY_BYTES = 16;
  static final int SALT_BYTES = 14;
  static final int CONTROL_TAG_BYTES = 10;

  private final int tagBytes;

  SrtpProfile(int tagBytes) {
    this.tagBytes = tagBytes;
  }

  /** The one that SDP calls {@code name}; upper and lower case are the same. */
  public static Optional<SrtpProfile> named(String name) {
    return Stream.of(values()).filter(profile -> profile.name().equalsIgnoreCase(name)).findFirst();
  }

  /** How many bytes a master key and its salt have together. */
  public int materialBytes() {
    return KEY_BYTES + SALT_BYTES;
  }

  int tagBytes() {
    return tagBytes;
  }
}
