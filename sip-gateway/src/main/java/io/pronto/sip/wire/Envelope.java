package io.pronto.sip.wire;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A message's bytes, judged before they are parsed: where the headers end, how long the body is,
 * and what is wrong with the form of it all (RFC 3261, section 7). One pass; folded lines are
 * unfolded in place, because the parser joins them without the space that the fold stands for.
 */
final class Envelope {
  /** Longest start line and headers together, in bytes; real ones stay under 4 KiB. */
  static final int MAX_HEADERS = 16 * 1024;

  private static final int MAX_LINES = 256;

  private final byte[] bytes;
  private final int limit;
  private final boolean response;
  private final boolean acknowledgement;
  private int headersEnd = -1;
  private int contentLength = -1;
  private int seen;
  private String agent = "";
  private Fault fault;

  /** Judges {@code bytes[0..limit)}, which begin with the start line. */
  Envelope(byte[] bytes, int limit) {
    this.bytes = bytes;
    this.limit = limit;
    this.response = startsWith("SIP/");
    this.acknowledgement = startsWith("ACK ");
    readLines();
  }

  /** What is wrong, if anything. */
  Optional<Fault> fault() {
    return Optional.ofNullable(fault);
  }

  /** The index behind the empty line that ends the headers, or -1 when there is none. */
  int headersEnd() {
    return headersEnd;
  }

  /** What Content-Length says, or -1 when it is absent or unreadable. */
  int contentLength() {
    return contentLength;
  }

  /** What its sender calls itself; empty when it says nothing. */
  String agent() {
    return agent;
  }

  /** Whether this is a response: something that is never answered. */
  boolean isResponse() {
    return response;
  }

  /** Whether this is an ACK: a request that is never answered. */
  boolean isAck() {
    return acknowledgement;
  }

  private void readLines() {
    int at = 0;
    for (int line = 0; at < limit; line++) {
      int end = endOfLine(at);
      if (end < 0) {
        break;
      }
      if (isEmpty(at, end)) {
        headersEnd = end;
        checkPresence();
        return;
      }
      if (line > MAX_LINES || end > MAX_HEADERS) {
        blame(Fault.TOO_LARGE);
        return;
      }
      readLine(line, at, end);
      at = end;
    }
    blame(limit > MAX_HEADERS ? Fault.TOO_LARGE : Fault.NO_END);
  }

  /** The index behind the line that begins at {@code from}, its folded continuation included. */
  private int endOfLine(int from) {
    for (int i = from; i < limit; i++) {
      byte b = bytes[i];
      if (b == '\n') {
        boolean empty = isEmpty(from, i + 1);
        if (empty || i + 1 >= limit || !isBlank(bytes[i + 1])) {
          return i + 1;
        }
        unfold(i);
      } else if (b >= 0 && b < ' ' && b != '\t' && b != '\r' || b == 0x7f) {
        blame(Fault.CONTROL_CHARACTER);
      }
    }
    return -1;
  }

  private void unfold(int newline) {
    bytes[newline] = ' ';
    if (bytes[newline - 1] == '\r') {
      bytes[newline - 1] = ' ';
    }
  }

  private boolean isEmpty(int from, int end) {
    return end == from + 1 || end == from + 2 && bytes[from] == '\r';
  }

  private void readLine(int line, int from, int end) {
    if (line == 0) {
      readStartLine(from, end);
      return;
    }
    int colon = indexOf(':', from, end);
    if (colon <= from) {
      blame(Fault.bad("Header line without a name"));
      return;
    }
    HeaderName.of(bytes, from, colon).ifPresent(name -> readHeader(name, colon + 1, end));
  }

  private void readHeader(HeaderName name, int from, int end) {
    if (name.single && (seen & name.bit()) != 0) {
      blame(Fault.repeated(name.text));
    }
    seen |= name.bit();
    if (name == HeaderName.CONTENT_LENGTH) {
      readContentLength(text(from, end));
    } else if (name == HeaderName.USER_AGENT) {
      agent = text(from, end);
    }
  }

  private void readContentLength(String value) {
    try {
      contentLength = Integer.parseUnsignedInt(value);
    } catch (NumberFormatException e) {
      blame(Fault.malformed(HeaderName.CONTENT_LENGTH.text));
      return;
    }
    if (contentLength < 0 || value.startsWith("+")) {
      contentLength = -1;
      blame(Fault.malformed(HeaderName.CONTENT_LENGTH.text));
    }
  }

  /**
   * Method SP Request-URI SP SIP-Version (RFC 3261, section 7.1); responses are left to parsing.
   */
  private void readStartLine(int from, int end) {
    if (isResponse()) {
      return;
    }
    var parts =
        new String(bytes, from, lineLength(from, end), StandardCharsets.UTF_8).split(" ", -1);
    if (parts.length != 3 || !isToken(parts[0]) || parts[1].isEmpty()) {
      blame(Fault.REQUEST_LINE);
    } else if (!parts[2].regionMatches(true, 0, "SIP/", 0, 4)) {
      blame(Fault.REQUEST_LINE);
    } else if (!parts[2].equalsIgnoreCase("SIP/2.0")) {
      blame(Fault.VERSION);
    }
  }

  private void checkPresence() {
    for (var name : HeaderName.values()) {
      if (name.mandatory && (seen & name.bit()) == 0) {
        blame(Fault.missing(name.text));
        return;
      }
    }
  }

  /** The first fault found is the one that is answered. */
  void blame(Fault found) {
    if (fault == null) {
      fault = found;
    }
  }

  private int lineLength(int from, int end) {
    int length = end - 1 - from;
    return length > 0 && bytes[from + length - 1] == '\r' ? length - 1 : length;
  }

  private String text(int from, int end) {
    return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1).trim();
  }

  private int indexOf(char wanted, int from, int end) {
    for (int i = from; i < end; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private boolean startsWith(String prefix) {
    if (limit < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (bytes[i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** A token (RFC 3261, section 25.1), which a method is. */
  private static boolean isToken(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(
                c ->
                    c >= 'a' && c <= 'z'
                        || c >= 'A' && c <= 'Z'
                        || c >= '0' && c <= '9'
                        || "-.!%*_+`'~".indexOf(c) >= 0);
  }
}
