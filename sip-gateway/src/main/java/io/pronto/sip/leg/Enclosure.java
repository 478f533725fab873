package io.pronto.sip.leg;

import gov.nist.javax.sip.message.SIPRequest;
import io.pronto.sip.stack.Messages;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.sip.header.Header;

/**
 * A body that an INVITE carries beside its session description (RFC 5621).
 *
 * @param id by which a header points to it with {@code cid:} (RFC 2392), such as {@code
 *     call_1@host}
 * @param type and subtype, such as {@code application/pidf+xml}
 * @param headers those that speak of it
 */
public record Enclosure(String id, String type, String body, List<Header> headers) {
  private static final String LINE = "\r\n";

  /** Copies the list. */
  public Enclosure {
    headers = List.copyOf(headers);
  }

  /** Puts {@code sdp} and this into {@code invite}, in two parts (RFC 2046, section 5.1.3). */
  void put(SIPRequest invite, String sdp) {
    var boundary = "part-" + Messages.newTag();
    var parts =
        String.join(
            LINE,
            "--" + boundary,
            "Content-Type: application/sdp",
            "",
            sdp.stripTrailing(),
            "",
            "--" + boundary,
            "Content-Type: " + type,
            "Content-ID: <" + id + '>',
            "Content-Disposition: render;handling=optional",
            "",
            body.stripTrailing(),
            "--" + boundary + "--",
            "");
    Messages.mixedBody(invite, boundary, parts.getBytes(StandardCharsets.UTF_8));
    headers.forEach(invite::addHeader);
  }
}
