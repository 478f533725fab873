package io.pronto.sip.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.regex.Pattern;
import javax.sip.address.URI;

/** Tells from its first bytes what may be a call for help, so that a ban does not drop it. */
final class ForHelp {
  /** All that is looked at: what it must tell stands at the very beginning. */
  private static final int LOOKED_AT = 32;

  private static final String SERVICE = "urn:service:sos";

  /** An INVITE to two to six digits, as every emergency number has, or to a service (RFC 5031). */
  private static final Pattern INVITE =
      Pattern.compile("INVITE (?:(?:sips?|tel):[0-9]{2,6}[@; ]|(?i:" + SERVICE + "))");

  private ForHelp() {}

  /** Whether {@code uri} names a service for help instead of somebody's address. */
  static boolean isService(URI uri) {
    return uri.toString().regionMatches(true, 0, SERVICE, 0, SERVICE.length());
  }

  /** Whether the message {@code bytes[0..length)} may be one. */
  static boolean mayBe(byte[] bytes, int length) {
    return length > LOOKED_AT
        && bytes[0] == 'I'
        && INVITE.matcher(new String(bytes, 0, LOOKED_AT, ISO_8859_1)).lookingAt();
  }
}
