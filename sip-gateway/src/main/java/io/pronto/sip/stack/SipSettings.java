package io.pronto.sip.stack;

import io.pronto.sip.wire.Transport;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where SIP is spoken.
 *
 * @param hosts addresses to bind; {@code 0.0.0.0} is every IPv4 address, {@code ::} every IPv6 and
 *     IPv4 address
 * @param port for UDP and TCP; 0 takes a free one
 * @param webSocketPort for WS; 0 takes a free one; empty for no WebSockets
 * @param tls for TLS and WSS; empty for neither
 * @param advertise what peers are told in Via and Contact, at most one address of each family; a
 *     family without one tells the address by which the peer is reached
 * @param domain the default realm, of which every organisation has a subdomain
 */
public record SipSettings(
    List<InetAddress> hosts,
    int port,
    OptionalInt webSocketPort,
    Optional<Tls> tls,
    List<InetAddress> advertise,
    String domain) {

  /**
   * What is enciphered.
   *
   * @param port for TLS; 0 takes a free one
   * @param webSocketPort for WSS; 0 takes a free one
   * @param certificate the file of the certificate and those that vouch for it, in PEM
   * @param key the file of its private key, in PEM
   */
  public record Tls(int port, int webSocketPort, Path certificate, Path key) {
    /** Checks the ports. */
    public Tls {
      check("sip.tls.port", port);
      check("sip.wss.port", webSocketPort);
    }
  }

  /** Checks that there is something to bind, and a port to bind it to. */
  public SipSettings {
    hosts = List.copyOf(hosts);
    advertise = List.copyOf(advertise);
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("sip.host names no address");
    }
    check("sip.port", port);
    webSocketPort.ifPresent(ws -> check("sip.ws.port", ws));
  }

  /** UDP and TCP alone; TLS is spoken to those who accept it. */
  public SipSettings(
      List<InetAddress> hosts, int port, List<InetAddress> advertise, String domain) {
    this(hosts, port, OptionalInt.empty(), Optional.empty(), advertise, domain);
  }

  /** Any free port of the loopback address, IPv4, for tests and the demo. */
  public static SipSettings loopback(String domain) {
    try {
      return new SipSettings(List.of(InetAddress.getByName("127.0.0.1")), 0, List.of(), domain);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same with WebSockets. */
  public SipSettings withWebSockets(int wsPort) {
    return new SipSettings(hosts, port, OptionalInt.of(wsPort), tls, advertise, domain);
  }

  /** The same with TLS. */
  public SipSettings with(Tls enciphered) {
    return new SipSettings(hosts, port, webSocketPort, Optional.of(enciphered), advertise, domain);
  }

  /** The port for {@code transport}; empty where it is not listened to. */
  public OptionalInt port(Transport transport) {
    return switch (transport) {
      case UDP, TCP -> OptionalInt.of(port);
      case WS -> webSocketPort;
      case TLS -> tls.map(t -> OptionalInt.of(t.port())).orElse(OptionalInt.empty());
      case WSS -> tls.map(t -> OptionalInt.of(t.webSocketPort())).orElse(OptionalInt.empty());
    };
  }

  /** The address to tell peers of that family, if one is set. */
  Optional<InetAddress> advertised(boolean ipv6) {
    return advertise.stream().filter(a -> a instanceof Inet6Address == ipv6).findFirst();
  }

  private static void check(String key, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(key + " is not a port: " + port);
    }
  }
}
