package io.pronto.sip.phone;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A SIP message as text (RFC 3261, section 7): a start line, headers in their order, a body.
 *
 * @param startLine a request line or a status line
 * @param headers in the order on the wire, names as written
 * @param body empty when there is none
 */
public record SipMessage(String startLine, List<Header> headers, String body) {
  private static final Map<String, String> COMPACT =
      Map.of(
          "v",
          "Via",
          "f",
          "From",
          "t",
          "To",
          "i",
          "Call-ID",
          "m",
          "Contact",
          "l",
          "Content-Length",
          "c",
          "Content-Type",
          "k",
          "Supported",
          "x",
          "Session-Expires");

  /** One header line. */
  public record Header(String name, String value) {}

  /** Starts a message with {@code startLine} and no headers. */
  public static SipMessage of(String startLine) {
    return new SipMessage(startLine, List.of(), "");
  }

  /** A response of {@code status} to {@code request} with what must be copied (RFC 3261, 8.2.6). */
  public static SipMessage responding(SipMessage request, String status) {
    var response = of("SIP/2.0 " + status);
    for (var name : List.of("Via", "Record-Route", "From", "To", "Call-ID", "CSeq")) {
      for (var value : request.all(name)) {
        response = response.with(name, value);
      }
    }
    return response;
  }

  /** Reads a whole message; throws {@link IllegalArgumentException} when it has no start line. */
  public static SipMessage parse(String text) {
    int blank = text.indexOf("\r\n\r\n");
    var head = blank < 0 ? text : text.substring(0, blank);
    var lines = head.split("\r\n");
    if (lines[0].isBlank()) {
      throw new IllegalArgumentException("A SIP message without a start line");
    }
    var headers = new ArrayList<Header>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      var name = lines[i].substring(0, colon).strip();
      headers.add(
          new Header(
              COMPACT.getOrDefault(name.toLowerCase(), name),
              lines[i].substring(colon + 1).strip()));
    }
    return new SipMessage(lines[0], headers, blank < 0 ? "" : text.substring(blank + 4));
  }

  /** The same message with one header more, at the end. */
  public SipMessage with(String name, String value) {
    var more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new SipMessage(startLine, List.copyOf(more), body);
  }

  /** The same message with {@code body} of {@code contentType}. */
  public SipMessage withBody(String contentType, String body) {
    return new SipMessage(startLine, with("Content-Type", contentType).headers, body);
  }

  /** The same message without the headers called {@code name}. */
  public SipMessage without(String name) {
    return new SipMessage(
        startLine, headers.stream().filter(h -> !h.name.equalsIgnoreCase(name)).toList(), body);
  }

  /** Says whether this is a response. */
  public boolean isResponse() {
    return startLine.startsWith("SIP/2.0 ");
  }

  /** The status code of a response. */
  public int status() {
    return Integer.parseInt(startLine.substring(8, 11));
  }

  /** The method of a request, or of the request that a response answers. */
  public String method() {
    return isResponse()
        ? header("CSeq").split(" ")[1]
        : startLine.substring(0, startLine.indexOf(' '));
  }

  /** The first value of the header {@code name}; throws when there is none. */
  public String header(String name) {
    return find(name).orElseThrow(() -> new AssertionError("No " + name + " in:\n" + this));
  }

  /** The first value of the header {@code name}, if there is one. */
  public Optional<String> find(String name) {
    return all(name).stream().findFirst();
  }

  /** Every value of the header {@code name}, top to bottom. */
  public List<String> all(String name) {
    return headers.stream().filter(h -> h.name.equalsIgnoreCase(name)).map(Header::value).toList();
  }

  /** The number in CSeq. */
  public long sequence() {
    return Long.parseLong(header("CSeq").split(" ")[0]);
  }

  /** The tag parameter of From or To, empty when there is none. */
  public String tag(String name) {
    return parameter(header(name), "tag");
  }

  /** The URI inside the angle brackets of a name-addr header. */
  public String uri(String name) {
    return between(header(name));
  }

  /** The value of {@code ;key=} in a header's value, empty when it is not there. */
  static String parameter(String value, String key) {
    int at = value.indexOf(';' + key + '=');
    if (at < 0) {
      return "";
    }
    int end = at + key.length() + 2;
    while (end < value.length() && ";,> \"".indexOf(value.charAt(end)) < 0) {
      end++;
    }
    return value.substring(at + key.length() + 2, end);
  }

  /** The part of a name-addr between its angle brackets, or all of it when there are none. */
  static String between(String nameAddr) {
    int open = nameAddr.indexOf('<');
    return open < 0
        ? nameAddr.split(";")[0]
        : nameAddr.substring(open + 1, nameAddr.indexOf('>', open));
  }

  /** The message as it goes on the wire, Content-Length made from the body. */
  @Override
  public String toString() {
    var text = new StringBuilder(startLine).append("\r\n");
    for (var header : headers) {
      if (!header.name.equalsIgnoreCase("Content-Length")) {
        text.append(header.name).append(": ").append(header.value).append("\r\n");
      }
    }
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return text.append("Content-Length: ")
        .append(length)
        .append("\r\n\r\n")
        .append(body)
        .toString();
  }
}
