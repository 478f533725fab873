package io.pronto.sip.wire;

import java.util.Locale;
import java.util.Optional;

/** How a message travels (RFC 3261, section 18; RFC 7118). */
public enum Transport {
  /** Datagrams: one message each, lost or doubled as the network pleases. */
  UDP(5060),
  /** A connection: messages one after the other, framed by Content-Length. */
  TCP(5060),
  /** The same, enciphered, with a peer that has shown who it is. */
  TLS(5061),
  /** Messages of a WebSocket, which only the peer can open: a browser. */
  WS(80),
  /** The same, enciphered. */
  WSS(443);

  private final String parameter = name().toLowerCase(Locale.ROOT);
  private final int port;

  Transport(int port) {
    this.port = port;
  }

  /** The name in lower case. */
  public String parameter() {
    return parameter;
  }

  /** As a URI's transport parameter has it: WebSockets are {@code ws} (RFC 7118, section 5.3). */
  public String uriParameter() {
    return isWebSocket() ? WS.parameter : parameter;
  }

  /** The port where it is spoken when none is named (RFC 3261, section 19.1.2). */
  public int port() {
    return port;
  }

  /** Whether the network delivers what was sent, so that nothing is sent twice. */
  public boolean isReliable() {
    return this != UDP;
  }

  /** Whether nobody on the way can read what is said. */
  public boolean isSecure() {
    return this == TLS || this == WSS;
  }

  /** Whether it is messages of a WebSocket. */
  public boolean isWebSocket() {
    return this == WS || this == WSS;
  }

  /** The transport of that name in any case; empty for one that is not served. */
  public static Optional<Transport> named(String name) {
    for (var transport : values()) {
      if (transport.name().equalsIgnoreCase(name)) {
        return Optional.of(transport);
      }
    }
    return Optional.empty();
  }
}
