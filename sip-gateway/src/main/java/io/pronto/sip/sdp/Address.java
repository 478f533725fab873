package io.pronto.sip.sdp;

import java.net.Inet6Address;
import java.net.InetAddress;

/** The value of {@code c=} (RFC 8866, section 5.7): {@code IN IP4 192.0.2.1}. */
final class Address {
  private Address() {}

  /** Reads an address; names are refused, since looking one up would hold the call. */
  static InetAddress parse(String value) throws BadSdp {
    var words = value.split("\\s+");
    if (words.length != 3 || !words[0].equals("IN") || !words[1].matches("IP[46]")) {
      throw new BadSdp("SDP has a connection that is not IN IP4 or IN IP6 with an address");
    }
    try {
      var address = InetAddress.ofLiteral(words[2]);
      if (address.isMulticastAddress()) {
        throw new BadSdp("SDP asks for a multicast address");
      }
      return address;
    } catch (IllegalArgumentException e) {
      throw new BadSdp("SDP has a connection whose address is not a literal");
    }
  }

  /** Writes an address as {@code IN IP4 …} or {@code IN IP6 …}. */
  static String print(InetAddress address) {
    var family = address instanceof Inet6Address ? "IP6 " : "IP4 ";
    return "IN " + family + address.getHostAddress().split("%", 2)[0];
  }
}
