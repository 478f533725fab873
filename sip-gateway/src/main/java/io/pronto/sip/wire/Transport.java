package io.pronto.sip.wire;

import java.util.Locale;
import java.util.Optional;

/** How a message travels (RFC 3261, section 18). */
public enum Transport {
  /** Datagrams: one message each, lost or doubled as the network pleases. */
  UDP,
  /** A connection: messages one after the other, framed by Content-Length. */
  TCP,
  /** The same, enciphered, with a peer that has shown who it is. */
  TLS;

  private final String parameter = name().toLowerCase(Locale.ROOT);

  /** As a URI's transport parameter has it: {@code udp}, {@code tcp} or {@code tls}. */
  public String parameter() {
    return parameter;
  }

  /** The port where it is spoken when none is named (RFC 3261, section 19.1.2). */
  public int port() {
    return this == TLS ? 5061 : 5060;
  }

  /** Whether the network delivers what was sent, so that nothing is sent twice. */
  public boolean isReliable() {
    return this != UDP;
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
