package io.pronto.sip.stream;

import io.pronto.core.outbound.OutboundSockets;
import io.pronto.core.outbound.Unreachable;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A server that is to hear a call.
 *
 * @param token what it is shown as a bearer token (RFC 6750)
 * @param unredacted whether it may hear card numbers that are said
 */
record StreamTarget(OutboundSockets sockets, URI url, Optional<String> token, boolean unredacted) {
  /**
   * Connects with it, within {@code patience}.
   *
   * @throws Unreachable when that is not to be
   */
  StreamLine connect(Duration patience) {
    var headers = token.map(it -> Map.of("Authorization", "Bearer " + it)).orElse(Map.of());
    return new StreamLine(sockets.open(url, headers, patience));
  }

  @Override
  public String toString() {
    return url.toString();
  }
}
