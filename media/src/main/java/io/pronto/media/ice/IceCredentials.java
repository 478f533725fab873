package io.pronto.media.ice;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * By what one side of a session is asked and believed (RFC 8445, section 5.3).
 *
 * @param fragment {@code a=ice-ufrag}: 4 to 256 ice-chars, of which a username is made
 * @param password {@code a=ice-pwd}: 22 to 256 ice-chars
 */
public record IceCredentials(String fragment, String password) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String CHARACTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final Pattern FRAGMENT = Pattern.compile("[A-Za-z0-9+/]{4,256}");
  private static final Pattern PASSWORD = Pattern.compile("[A-Za-z0-9+/]{22,256}");
  private static final int FRAGMENT_LENGTH = 8;
  private static final int PASSWORD_LENGTH = 24;

  /** Refuses what is too short to be safe, too long, or of other characters. */
  public IceCredentials {
    if (!FRAGMENT.matcher(fragment).matches() || !PASSWORD.matcher(password).matches()) {
      throw new IllegalArgumentException(
          "ice-ufrag has 4 to 256 letters, digits, + and /, ice-pwd 22 to 256");
    }
  }

  /** New ones that nobody can guess: 48 and 144 bits. */
  public static IceCredentials next() {
    return new IceCredentials(random(FRAGMENT_LENGTH), random(PASSWORD_LENGTH));
  }

  private static String random(int length) {
    var text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(CHARACTERS.charAt(RANDOM.nextInt(CHARACTERS.length())));
    }
    return text.toString();
  }

  /** Leaves out the password: this may be logged. */
  @Override
  public String toString() {
    return "the ICE credentials of " + fragment;
  }
}
