package io.pronto.sip.leg;

import gov.nist.javax.sip.header.extensions.MinSE;
import gov.nist.javax.sip.header.extensions.SessionExpires;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.sip.stack.Messages;
import java.time.Duration;
import java.util.Optional;
import javax.sip.header.SupportedHeader;

/**
 * How long a session lasts without a refresh, and who refreshes (RFC 4028).
 *
 * @param seconds the session interval, 90 or more
 * @param ours whether we refresh
 */
record SessionTerms(int seconds, boolean ours) {
  /** The interval we ask for. */
  static final int INTERVAL = 1_800;

  /** The least we accept: the least that the RFC allows. */
  static final int MINIMUM = 90;

  private static final String EXPIRES = "Session-Expires";
  private static final String TIMER = "timer";

  /** The interval that {@code request} asks for is below our minimum: the answer is 422. */
  static boolean tooBrief(SIPRequest request) {
    return expires(request).filter(e -> e.getExpires() < MINIMUM).isPresent()
        && supports(request, TIMER);
  }

  /** The 422 to {@code request}, which names our minimum. */
  static SIPResponse refusing(SIPRequest request) {
    var response = Messages.response(request, 422);
    response.setHeader(Messages.header("Min-SE", Integer.toString(MINIMUM)));
    return response;
  }

  /**
   * The terms of our 2xx to {@code request} (section 9). A peer that asks for nothing is refreshed
   * by us: that is how one that has gone without a word is found.
   */
  static SessionTerms answering(SIPRequest request) {
    var asked = expires(request);
    int seconds =
        Math.max(asked.map(SessionExpires::getExpires).orElse(INTERVAL), minimum(request));
    boolean peerCan = supports(request, TIMER);
    boolean peerDoes = peerCan && asked.isPresent() && !"uas".equals(asked.get().getRefresher());
    return new SessionTerms(seconds, !peerDoes);
  }

  /** The terms of the peer's 2xx to a request of ours (section 7.2). */
  static SessionTerms answered(SIPMessage response) {
    return expires(response)
        .filter(e -> e.getExpires() >= MINIMUM)
        .map(e -> new SessionTerms(e.getExpires(), !"uas".equals(e.getRefresher())))
        .orElse(new SessionTerms(INTERVAL, true));
  }

  /** The Min-SE of a 422, at least our own minimum. */
  static int minimum(SIPMessage message) {
    return Math.max(
        message.getHeader("Min-SE") instanceof MinSE minimum ? minimum.getExpires() : 0, MINIMUM);
  }

  /** Asks for an interval in a request of ours. */
  static void ask(SIPRequest request, int seconds, int minimum) {
    request.setHeader(Messages.header(EXPIRES, Integer.toString(seconds)));
    request.setHeader(Messages.header("Min-SE", Integer.toString(minimum)));
  }

  /** Writes these terms into our 2xx to {@code request}. */
  void put(SIPMessage response, SIPRequest request) {
    response.setHeader(Messages.header(EXPIRES, seconds + ";refresher=" + (ours ? "uas" : "uac")));
    if (!ours || supports(request, TIMER)) {
      response.setHeader(Messages.header("Require", TIMER));
    }
  }

  /** When we are to act: refresh at half-time, or take the peer for gone shortly before the end. */
  Duration untilDue() {
    return Duration.ofSeconds(ours ? seconds / 2 : seconds - Math.min(32, seconds / 3));
  }

  /** Whether {@code message} names the extension {@code tag}; an empty Supported names none. */
  static boolean supports(SIPMessage message, String tag) {
    var headers = message.getHeaders(SupportedHeader.NAME);
    while (headers.hasNext()) {
      if (tag.equalsIgnoreCase(((SupportedHeader) headers.next()).getOptionTag())) {
        return true;
      }
    }
    return false;
  }

  private static Optional<SessionExpires> expires(SIPMessage message) {
    return message.getHeader(EXPIRES) instanceof SessionExpires header
        ? Optional.of(header)
        : Optional.empty();
  }
}
