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
 * @param connection which of all connections that were ever accepted this is, for its peer's port
 *     may have been another peer's before; 0 for whichever there is, and for UDP
 */
public record Flow(
    Transport transport,
    InetSocketAddress local,
    InetSocketAddress remote,
    boolean opens,
    long connection) {

  /** Whichever connection there is, or may be opened, between the two ends. */
  public Flow(
      Transport transport, InetSocketAddress local, InetSocketAddress remote, boolean opens) {
    this(transport, local, remote, opens, 0);
  }

  /** The same, but what is gone is not opened anew. */
  public Flow asItStands() {
    return new Flow(transport, local, remote, false, connection);
  }

  /** The remote address as {@code 192.0.2.1:5060} or {@code [2001:db8::1]:5060}. */
  public String source() {
    return text(remote);
  }

  /** An address and port in the form in which SIP writes them: IPv6 in square brackets. */
  public static String text(InetSocketAddress address) {
    return Host.of(address.getAddress()) + ':' + address.getPort();
  }
}
