package io.pronto.server;

import java.util.Locale;

/** Says in one line why an address cannot be listened on. */
final class ListenFault {
  private ListenFault() {}

  /**
   * The line for {@code thrown}.
   *
   * @param what is to listen: "SIP"
   * @param keys the first part of the keys: "sip" for sip.host and sip.port
   */
  static String line(String what, String keys, String host, int port, Throwable thrown) {
    var reason = String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT);
    if (reason.contains("in use")) {
      return "%s.port: %d is in use on %s: stop what holds it, or set another %s.port"
          .formatted(keys, port, host, keys);
    }
    if (reason.contains("assign") || reason.contains("unresolved") || reason.contains("resolve")) {
      return "%s.host: this machine has no address %s: name one of its own, or 0.0.0.0"
          .formatted(keys, host);
    }
    if (reason.contains("permission")) {
      return "%s.port: %d may not be taken by this user: set one from 1024 on, or allow it"
          .formatted(keys, port);
    }
    return "%s.host, %s.port: %s cannot listen on %s:%d: %s"
        .formatted(keys, keys, what, host, port, thrown.getMessage());
  }
}
