package io.pronto.sip.leg;

import gov.nist.javax.sip.message.SIPMessage;
import io.pronto.sip.sdp.Audio;
import io.pronto.sip.sdp.BadSdp;
import io.pronto.sip.sdp.NotAcceptable;
import io.pronto.sip.sdp.SessionDescription;
import io.pronto.sip.stack.Messages;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.sip.header.ContentTypeHeader;

/**
 * A session description as it came in a message.
 *
 * @param description as written: an answer keeps its streams
 * @param audio what it means
 */
record Described(SessionDescription description, Audio audio) {
  /**
   * Reads the body of {@code message}, or the part of it that describes the session (RFC 5621,
   * section 3); empty when it has none.
   *
   * @throws BadSdp when it is not well formed
   * @throws NotAcceptable when it is of another type, or holds no audio that is known
   */
  static Optional<Described> in(SIPMessage message) throws BadSdp, NotAcceptable {
    var body = message.getRawContent();
    if (body == null || body.length == 0) {
      return Optional.empty();
    }
    var sdp =
        sdp(message).orElseThrow(() -> new NotAcceptable("only application/sdp is understood"));
    var description = SessionDescription.parse(sdp);
    return Optional.of(new Described(description, Audio.of(description)));
  }

  /** Whether {@code message} has a body in which there is no session description. */
  static boolean isForeign(SIPMessage message) {
    var body = message.getRawContent();
    return body != null && body.length > 0 && sdp(message).isEmpty();
  }

  private static Optional<String> sdp(SIPMessage message) {
    var type = (ContentTypeHeader) message.getHeader(ContentTypeHeader.NAME);
    var body = new String(message.getRawContent(), StandardCharsets.UTF_8);
    if (type == null || isSdp(type)) {
      return Optional.of(body);
    }
    return type.getContentType().equalsIgnoreCase("multipart")
        ? Optional.ofNullable(type.getParameter("boundary"))
            .flatMap(boundary -> BodyPart.find(body, boundary, "application/sdp"))
            .map(BodyPart::content)
        : Optional.empty();
  }

  /** Puts {@code sdp} into {@code message}. */
  static void put(SIPMessage message, String sdp) {
    Messages.body(message, "application", "sdp", sdp.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isSdp(ContentTypeHeader type) {
    return type.getContentType().equalsIgnoreCase("application")
        && type.getContentSubType().equalsIgnoreCase("sdp");
  }
}
