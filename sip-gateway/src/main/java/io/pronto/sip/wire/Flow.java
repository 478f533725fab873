package io.pronto.sip.wire;

import java.net.InetSocketAddress;

/**
 * A path between one of our sockets and one of a peer's (RFC 5626, section 3). A request sent along
 * the flow on which a phone registered passes the phone's NAT; for TCP it is the very connection
 * that the phone opened.
 *
 * @param local our end: the address we are bound to, which may be a wildcard
 * @param remote the peer's end as seen by us
 * @param opens whether a TCP connection may be opened to {@code remote} when there is none; false
 *     for one that only the peer can open
 */
public record Flow(
    Transport transport, InetSocketAddress local, InetSocketAddress remote, boolean opens) {

  /** The remote address as {@code 192.0.2.1:5060} or {@code [2001:db8::1]:5060}. */
  public String source() {
    return text(remote);
  }

  /** An address and port in the form in which SIP writes them: IPv6 in square brackets. */
  public static String text(InetSocketAddress address) {
    return Host.of(address.getAddress()) + ':' + address.getPort();
  }
}
