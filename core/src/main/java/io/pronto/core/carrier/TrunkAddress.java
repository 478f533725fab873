package io.pronto.core.carrier;

import java.util.Optional;

/**
 * Where a trunk's calls are sent.
 *
 * @param host a name or a literal address
 * @param transport {@code udp}, {@code tcp} or {@code tls}
 * @param authority certificates in PEM that vouch for the host beside the system's own list; only
 *     {@code tls} asks for them
 */
public record TrunkAddress(String host, int port, String transport, Optional<String> authority) {
  /** The port of SIP over UDP and TCP (RFC 3261, section 19.1.2). */
  public static final int PORT = 5060;

  /** The port of SIP over TLS. */
  public static final int TLS_PORT = 5061;

  /** One that no certificates of its own vouch for. */
  public static TrunkAddress of(String host, int port, String transport) {
    return new TrunkAddress(host, port, transport, Optional.empty());
  }

  /** The port of {@code transport} when none is given. */
  public static int usualPort(String transport) {
    return transport.equals("tls") ? TLS_PORT : PORT;
  }
}
