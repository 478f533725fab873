package io.pronto.sip.wire;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The headers that are looked at before parsing: those a message must have once and only once (RFC
 * 3261, section 8.1.1), and those that may not be repeated (section 7.3.1).
 */
enum HeaderName {
  VIA("Via", "v", false, true),
  FROM("From", "f", true, true),
  TO("To", "t", true, true),
  CALL_ID("Call-ID", "i", true, true),
  CSEQ("CSeq", "", true, true),
  MAX_FORWARDS("Max-Forwards", "", true, false),
  CONTENT_LENGTH("Content-Length", "l", true, false),
  CONTENT_TYPE("Content-Type", "c", true, false),
  EXPIRES("Expires", "", true, false),
  TIMESTAMP("Timestamp", "", true, false),
  USER_AGENT("User-Agent", "", false, false);

  private static final Map<String, HeaderName> BY_NAME = new HashMap<>();
  private static final int LONGEST = "Content-Length".length();

  static {
    for (var name : values()) {
      BY_NAME.put(name.text.toLowerCase(Locale.ROOT), name);
      if (!name.compact.isEmpty()) {
        BY_NAME.put(name.compact, name);
      }
    }
  }

  final String text;
  final boolean single;
  final boolean mandatory;
  private final String compact;

  HeaderName(String text, String compact, boolean single, boolean mandatory) {
    this.text = text;
    this.compact = compact;
    this.single = single;
    this.mandatory = mandatory;
  }

  /** The header named by {@code bytes[from..to)}, long or compact; empty for any other. */
  static Optional<HeaderName> of(byte[] bytes, int from, int to) {
    while (to > from && (bytes[to - 1] == ' ' || bytes[to - 1] == '\t')) {
      to--;
    }
    if (to - from > LONGEST) {
      return Optional.empty();
    }
    var name = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    return Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
  }

  int bit() {
    return 1 << ordinal();
  }
}
