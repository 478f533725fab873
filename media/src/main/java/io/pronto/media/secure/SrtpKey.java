package io.pronto.media.secure;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * The master key and salt with which one side protects what it sends (RFC 3711, section 3.2.1).
 *
 * @param profile how it is used
 * @param material key and salt, one after the other, in base64 as SDES writes them
 */
public record SrtpKey(SrtpProfile profile, String material) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Refuses material that is not base64, or not as long as the profile's. */
  public SrtpKey {
    if (Base64.getDecoder().decode(material).length != profile.materialBytes()) {
      throw new IllegalArgumentException(
          "A key of " + profile + " and its salt have " + profile.materialBytes() + " bytes");
    }
  }

  /** A new one that nobody can guess. */
  public static SrtpKey next(SrtpProfile profile) {
    var material = new byte[profile.materialBytes()];
    RANDOM.nextBytes(material);
    return new SrtpKey(profile, Base64.getEncoder().encodeToString(material));
  }

  byte[] key() {
    return Arrays.copyOf(Base64.getDecoder().decode(material), SrtpProfile.KEY_BYTES);
  }

  byte[] salt() {
    var all = Base64.getDecoder().decode(material);
    return Arrays.copyOfRange(all, SrtpProfile.KEY_BYTES, all.length);
  }

  /** Leaves out the key: this may be logged. */
  @Override
  public String toString() {
    return "a key for " + profile;
  }
}
