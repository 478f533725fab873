package io.pronto.sip.phone;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Cuts what comes on a connection into messages by Content-Length (RFC 3261, 18.3). */
final class Framing {
  private static final Pattern LENGTH =
      Pattern.compile("\r\n(?:content-length|l)\\s*:\\s*(\\d+)", Pattern.CASE_INSENSITIVE);

  private Framing() {}

  /** Waits for the next message. */
  static String next(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("The server closed the connection");
      }
      head.append((char) next);
      if (head.toString().equals("\r\n")) {
        head.setLength(0);
      }
    }
    var length = LENGTH.matcher(head);
    var body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
    return head + new String(body, StandardCharsets.UTF_8);
  }
}
