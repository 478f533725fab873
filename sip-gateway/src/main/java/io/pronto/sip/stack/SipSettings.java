package io.pronto.sip.stack;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * Where SIP is spoken.
 *
 * @param hosts addresses to bind; {@code 0.0.0.0} is every IPv4 address, {@code ::} every IPv6 and
 *     IPv4 address
 * @param port for UDP and TCP; 0 takes a free one
 * @param advertise what peers are told in Via and Contact, at most one address of each family; a
 *     family without one tells the address by which the peer is reached
 * @param domain the default realm, of which every organisation has a subdomain
 */
public record SipSettings(
    List<InetAddress> hosts, int port, List<InetAddress> advertise, String domain) {

  /** Checks that there is something to bind, and a port to bind it to. */
  public SipSettings {
    hosts = List.copyOf(hosts);
    advertise = List.copyOf(advertise);
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("sip.host names no address");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("sip.port is not a port: " + port);
    }
  }

  /** Any free port of the loopback address, IPv4, for tests and the demo. */
  public static SipSettings loopback(String domain) {
    try {
      return new SipSettings(List.of(InetAddress.getByName("127.0.0.1")), 0, List.of(), domain);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The address to tell peers of that family, if one is set. */
  Optional<InetAddress> advertised(boolean ipv6) {
    return advertise.stream().filter(a -> a instanceof Inet6Address == ipv6).findFirst();
  }
}
