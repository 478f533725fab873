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
   * Reads the body of {@code message}; empty when it has none.
   *
   * @throws BadSdp when it is not well formed
   * @throws NotAcceptable when it is of another type, or holds no audio that is known
   */
  static Optional<Described> in(SIPMessage message) throws BadSdp, NotAcceptable {
    var body = message.getRawContent();
    if (body == null || body.length == 0) {
      return Optional.empty();
    }
    if (isForeign(message)) {
      throw new NotAcceptable("only application/sdp is understood");
    }
    var description = SessionDescription.parse(new String(body, StandardCharsets.UTF_8));
    return Optional.of(new Described(description, Audio.of(description)));
  }

  /** Whether {@code message} has a body that is no session description. */
  static boolean isForeign(SIPMessage message) {
    var type = (ContentTypeHeader) message.getHeader(ContentTypeHeader.NAME);
    var body = message.getRawContent();
    return body != null && body.length > 0 && type != null && !isSdp(type);
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
