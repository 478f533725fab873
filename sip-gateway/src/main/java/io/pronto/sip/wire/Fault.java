package io.pronto.sip.wire;

import java.util.List;

/**
 * Why a request is refused before anyone looks at what it asks: the answer it gets.
 *
 * @param status a 4xx or 5xx status
 * @param reason plain words of ours; nothing of the input is ever in it
 * @param headers further header lines of the answer, such as {@code Allow: …}
 */
public record Fault(int status, String reason, List<String> headers) {
  static final Fault REQUEST_LINE = bad("Malformed request line");
  static final Fault VERSION = new Fault(505, "Version Not Supported");
  static final Fault TOO_LARGE = new Fault(513, "Message Too Large");
  static final Fault CONTROL_CHARACTER = bad("Control character in a header");
  static final Fault NO_END = bad("Message ends within its headers");
  static final Fault BODY_TOO_SHORT = bad("Body shorter than Content-Length");

  /** A fault without further headers. */
  public Fault(int status, String reason) {
    this(status, reason, List.of());
  }

  /** A 400 for {@code reason}. */
  public static Fault bad(String reason) {
    return new Fault(400, reason);
  }

  static Fault malformed(String header) {
    return bad("Malformed " + header + " header");
  }

  static Fault repeated(String header) {
    return bad("Repeated " + header + " header");
  }

  static Fault missing(String header) {
    return bad("Missing " + header + " header");
  }
}
