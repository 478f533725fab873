package io.pronto.core.outbound;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Opens WebSockets to servers that a customer has named, over TLS. All that the name stands for is
 * judged before it is called, and the address that was called once more when the handshake is over:
 * by a name that stands for another address meanwhile nothing comes but the handshake with its
 * headers, and that only to whoever has a certificate of the name. Without TLS, which this machine
 * alone is called by, the very address is called that was judged. Follows no redirect.
 */
public final class OutboundSockets implements AutoCloseable {
  private static final int LARGEST = 64 * 1024;

  /** What waits in the system has left as far as we know: it is to be moments. */
  private static final int SEND_BUFFER = 32 * 1024;

  private final WebSocketClient client;
  private final NamedServers servers;

  /** Makes one that opens WebSockets to {@code servers}. */
  public OutboundSockets(Vertx vertx, NamedServers servers) {
    this.servers = servers;
    this.client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setMaxConnections(Integer.MAX_VALUE)
                .setMaxFrameSize(LARGEST)
                .setMaxMessageSize(LARGEST)
                .setSendBufferSize(SEND_BUFFER)
                .setTcpNoDelay(true));
  }

  /**
   * Opens one, within {@code patience}; what comes by it is dropped unless somebody listens.
   *
   * @throws Unreachable if that is not to be, or the server does not agree
   */
  public WebSocket open(URI address, Map<String, String> headers, Duration patience) {
    var target = servers.target(servers.address(address.toString()));
    var opening =
        client.connect(
            new WebSocketConnectOptions()
                .setHost(servers.isSecure(address) ? NamedServers.host(address) : target.host())
                .setPort(servers.port(address))
                .setSsl(servers.isSecure(address))
                .setURI(NamedServers.pathAndQuery(address))
                .setConnectTimeout(patience.toMillis())
                .setTimeout(patience.toMillis())
                .setHeaders(MultiMap.caseInsensitiveMultiMap().addAll(headers)));
    try {
      return judged(address, opening.await(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      opening.onSuccess(WebSocket::close); // it may come yet
      throw new Unreachable(
          address.getHost() + ": no answer within " + patience.toMillis() + " ms");
    } catch (Unreachable e) {
      throw e;
    } catch (Exception e) { // whatever the client met: an address, a certificate, an answer
      throw new Unreachable(address.getHost() + ": " + e.getMessage());
    }
  }

  private WebSocket judged(URI address, WebSocket socket) {
    try {
      servers.require(address, InetAddress.ofLiteral(socket.remoteAddress().hostAddress()));
      return socket.handler(_ -> {});
    } catch (Unreachable e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
