package io.pronto.core.device;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The public name of a device in SIP (RFC 3261, section 6), in lower case: {@code
 * username@organisation.domain}.
 */
public record AddressOfRecord(String username, String domain) {
  private static final Pattern USERNAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  /** Brings both parts to lower case. */
  public AddressOfRecord {
    username = username.toLowerCase(Locale.ROOT);
    domain = domain.toLowerCase(Locale.ROOT);
  }

  /** Whether {@code text}, in lower case, may be the username of a device. */
  public static boolean isUsername(String text) {
    return USERNAME.matcher(text).matches();
  }

  @Override
  public String toString() {
    return username + '@' + domain;
  }
}
