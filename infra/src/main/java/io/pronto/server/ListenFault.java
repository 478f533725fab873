package io.pronto.server;

import io.pronto.sip.stack.CannotListen;
import java.util.Locale;

/** Says in one line why an address cannot be listened on. */
final class ListenFault {
  private ListenFault() {}

  /** The line for an address that SIP does not get. */
  static String sip(CannotListen fault) {
    var port =
        switch (fault.transport()) {
          case UDP, TCP -> "sip.port";
          case TLS -> "sip.tls.port";
          case WS -> "sip.ws.port";
          case WSS -> "sip.wss.port";
        };
    var address = fault.address();
    var host = address.getAddress().getHostAddress();
    return line("SIP", "sip.host", port, host, address.getPort(), fault);
  }

  /** The line for an address that HTTP does not get. */
  static String http(String host, int port, Throwable thrown) {
    return line("HTTP", "http.host", "http.port", host, port, thrown);
  }

  /**
   * The line for {@code thrown}.
   *
   * @param what is to listen: "SIP"
   * @param hostKey the key of the address, such as sip.host
   * @param portKey the key of the port, such as sip.ws.port
   */
  private static String line(
      String what, String hostKey, String portKey, String host, int port, Throwable thrown) {
    var reason = String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT);
    if (reason.contains("in use")) {
      return "%s: %d is in use on %s: stop what holds it, or set another %s"
          .formatted(portKey, port, host, portKey);
    }
    if (reason.contains("assign") || reason.contains("unresolved") || reason.contains("resolve")) {
      return "%s: this machine has no address %s: name one of its own, or 0.0.0.0"
          .formatted(hostKey, host);
    }
    if (reason.contains("permission")) {
      return "%s: %d may not be taken by this user: set one from 1024 on, or allow it"
          .formatted(portKey, port);
    }
    return "%s, %s: %s cannot listen on %s:%d: %s"
        .formatted(hostKey, portKey, what, host, port, thrown.getMessage());
  }
}
