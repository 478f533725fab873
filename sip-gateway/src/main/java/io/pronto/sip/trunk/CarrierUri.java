package io.pronto.sip.trunk;

import gov.nist.javax.sip.address.SipUri;
import io.pronto.core.carrier.Trunk;
import io.pronto.sip.stack.Messages;
import java.text.ParseException;
import javax.sip.address.SipURI;

/** The addresses of a carrier's network. */
public final class CarrierUri {
  private CarrierUri() {}

  /** {@code user} at the carrier's end of {@code trunk}, by the trunk's port and transport. */
  public static SipURI of(Trunk trunk, String user) {
    return reachable(trunk, Messages.sipUri(user, host(trunk)));
  }

  /** The carrier's end itself. */
  public static SipURI of(Trunk trunk) {
    return reachable(trunk, anybody(trunk));
  }

  /** The carrier's domain, as a REGISTER names it (RFC 3261, section 10.2). */
  static SipURI domain(Trunk trunk) {
    return anybody(trunk);
  }

  /** The host as a URI has it: IPv6 in square brackets. */
  public static String host(Trunk trunk) {
    return trunk.host().contains(":") ? '[' + trunk.host() + ']' : trunk.host();
  }

  private static SipURI anybody(Trunk trunk) {
    try {
      var uri = new SipUri();
      uri.setHost(host(trunk));
      return uri;
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static SipURI reachable(Trunk trunk, SipURI uri) {
    try {
      uri.setPort(trunk.port());
      if (!trunk.transport().equals("udp")) {
        uri.setTransportParam(trunk.transport());
      }
      return uri;
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
