package io.pronto.api.web;

import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;

/** Where a request comes from. */
final class Peer {
  private static final String FORWARDED = "X-Forwarded-For";

  private Peer() {}

  /**
   * The address of whoever sent {@code request}: where that is a proxy on this machine, of whoever
   * sent it to the proxy, by the last address in the last X-Forwarded-For: some proxies add to the
   * line that is there, others add a line. What anybody else writes there is not believed.
   */
  static String of(HttpServerRequest request) {
    var remote = request.remoteAddress().hostAddress();
    var chains = request.headers().getAll(FORWARDED);
    if (chains.isEmpty() || !InetAddress.ofLiteral(remote).isLoopbackAddress()) {
      return remote;
    }
    var chain = chains.getLast();
    var last = chain.substring(chain.lastIndexOf(',') + 1).strip();
    try {
      return InetAddress.ofLiteral(last).getHostAddress();
    } catch (IllegalArgumentException nonsense) {
      return remote;
    }
  }
}
