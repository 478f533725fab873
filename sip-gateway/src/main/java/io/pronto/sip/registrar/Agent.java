package io.pronto.sip.registrar;

import gov.nist.javax.sip.header.UserAgent;
import gov.nist.javax.sip.message.SIPRequest;
import javax.sip.header.UserAgentHeader;

/** What a device calls itself: User-Agent (RFC 3261, section 20.41). */
final class Agent {
  private static final int LONGEST = 100;

  private Agent() {}

  /** The first hundred characters of it; empty when it says nothing. */
  static String of(SIPRequest request) {
    if (request.getHeader(UserAgentHeader.NAME) instanceof UserAgent agent) {
      var text = agent.getHeaderValue();
      return text.substring(0, Math.min(text.length(), LONGEST));
    }
    return "";
  }
}
