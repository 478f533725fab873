package io.pronto.sip.leg;

import gov.nist.javax.sip.message.SIPMessage;
import io.pronto.core.MediaEncryption;
import io.pronto.sip.sdp.Audio;
import io.pronto.sip.sdp.BadSdp;
import io.pronto.sip.sdp.NotAcceptable;
import io.pronto.sip.sdp.SessionDescription;
import io.pronto.sip.sdp.Streams;
import io.pronto.sip.stack.Messages;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.sip.header.ContentTypeHeader;

/**
 * A session description as it came in a message.
 *
 * @param description as written: an answer keeps its streams
 * @param stream which of its streams is taken, counted from 0
 * @param audio what that means
 */
record Described(SessionDescription description, int stream, Audio audio) {
  /**
   * Reads the body of {@code message}, or the part of it that describes the session (RFC 5621,
   * section 3); empty when it has none.
   *
   * @param policy whether sound may be, or must be, encrypted
   * @throws BadSdp when it is not well formed
   * @throws NotAcceptable when it is of another type, or holds no audio that is known and allowed
   */
  static Optional<Described> in(SIPMessage message, MediaEncryption policy)
      throws BadSdp, NotAcceptable {
    if (isForeign(message)) {
      throw new NotAcceptable("only application/sdp is understood");
    }
    var sdp = sdp(message);
    if (sdp.isEmpty()) {
      return Optional.empty();
    }
    var description = SessionDescription.parse(sdp.get());
    int stream = Streams.indexIn(description, policy);
    return Optional.of(new Described(description, stream, Audio.of(description, stream, policy)));
  }

  /** Whether {@code message} has a body of a type that may not be there. */
  static boolean isForeign(SIPMessage message) {
    return hasBody(message) && type(message).filter(type -> !isKnown(type)).isPresent();
  }

  private static boolean hasBody(SIPMessage message) {
    return message.getRawContent() != null && message.getRawContent().length > 0;
  }

  private static Optional<ContentTypeHeader> type(SIPMessage message) {
    return Optional.ofNullable((ContentTypeHeader) message.getHeader(ContentTypeHeader.NAME));
  }

  private static Optional<String> sdp(SIPMessage message) {
    if (!hasBody(message)) {
      return Optional.empty();
    }
    var body = new String(message.getRawContent(), StandardCharsets.UTF_8);
    var type = type(message);
    if (type.isEmpty() || isSdp(type.get())) {
      return Optional.of(body);
    }
    return Optional.ofNullable(type.get().getParameter("boundary"))
        .flatMap(boundary -> BodyPart.find(body, boundary, "application/sdp"))
        .map(BodyPart::content);
  }

  /** A phone may say where it stands beside its offer, or without one (RFC 6442). */
  private static boolean isKnown(ContentTypeHeader type) {
    return isSdp(type)
        || type.getContentType().equalsIgnoreCase("multipart")
        || type.getContentSubType().equalsIgnoreCase("pidf+xml");
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
