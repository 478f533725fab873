package io.pronto.sip.wire;

import java.net.Inet6Address;
import java.net.InetAddress;

/** The host part of SIP addresses. */
public final class Host {
  private Host() {}

  /** The address as SIP writes it: IPv6 in square brackets and without a zone. */
  public static String of(InetAddress address) {
    var text = literal(address);
    return address instanceof Inet6Address ? '[' + text + ']' : text;
  }

  /** The address without brackets and without a zone. */
  public static String literal(InetAddress address) {
    var text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
