package io.pronto.core.stir;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The value of an Identity header (RFC 8224, section 4): a PASSporT, whole or its signature alone,
 * and where the certificate is.
 *
 * @param head the first part of the PASSporT in base64url; empty in the short form
 * @param claims the second part; empty in the short form
 * @param signature the third part
 * @param info the address of the certificate, without angle brackets
 * @param kind what {@code ppt} says; empty where it is not said
 */
record IdentityHeader(String head, String claims, String signature, String info, String kind) {
  private static final int LONGEST = 8_192;

  boolean isShort() {
    return head.isEmpty();
  }

  /**
   * Reads a header's value.
   *
   * @throws PassportRefused if it is none
   */
  static IdentityHeader parse(String value) {
    if (value.length() > LONGEST) {
      throw malformed("It is longer than %d characters".formatted(LONGEST));
    }
    int end = value.indexOf(';');
    if (end < 0) {
      throw malformed("info is missing");
    }
    var parts = value.substring(0, end).strip().split("\\.", -1);
    if (parts.length != 3 || parts[2].isEmpty() || parts[0].isEmpty() != parts[1].isEmpty()) {
      throw malformed("It has not three parts");
    }
    var parameters = parameters(value.substring(end));
    if (!parameters.getOrDefault("alg", "ES256").equals("ES256")) {
      throw malformed("alg is " + parameters.get("alg"));
    }
    return new IdentityHeader(
        parts[0],
        parts[1],
        parts[2],
        address(parameters.getOrDefault("info", "")),
        parameters.getOrDefault("ppt", ""));
  }

  private static String address(String info) {
    if (info.length() < 3 || !info.startsWith("<") || !info.endsWith(">")) {
      throw malformed("info names no address");
    }
    return info.substring(1, info.length() - 1);
  }

  private static Map<String, String> parameters(String text) {
    var found = new HashMap<String, String>();
    int at = 0;
    while (at < text.length()) {
      int end = ending(text, at + 1);
      var pair = text.substring(at + 1, end).strip();
      int equals = pair.indexOf('=');
      if (equals > 0) {
        var name = pair.substring(0, equals).strip().toLowerCase(Locale.ROOT);
        if (found.put(name, unquoted(pair.substring(equals + 1).strip())) != null) {
          throw malformed(name + " is said twice");
        }
      }
      at = end;
    }
    return found;
  }

  /** Where the parameter that begins at {@code from} ends: quotes and brackets may hold a ';'. */
  private static int ending(String text, int from) {
    boolean quoted = false;
    boolean bracketed = false;
    for (int i = from; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '"' -> quoted = !quoted;
        case '<' -> bracketed = true;
        case '>' -> bracketed = false;
        case ';' -> {
          if (!quoted && !bracketed) {
            return i;
          }
        }
        default -> {}
      }
    }
    return text.length();
  }

  private static String unquoted(String value) {
    return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  /** As it stands in a header, in the full form. */
  String text() {
    return "%s.%s.%s;info=<%s>;alg=ES256;ppt=%s".formatted(head, claims, signature, info, kind);
  }

  private static PassportRefused malformed(String what) {
    return new PassportRefused(Fault.MALFORMED, what);
  }
}
