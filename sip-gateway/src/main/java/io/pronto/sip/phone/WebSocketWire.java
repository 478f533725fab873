package io.pronto.sip.phone;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLContext;

/**
 * SIP over a WebSocket (RFC 7118), as browsers speak it: by the JDK's client, and without knowing
 * its own address.
 */
final class WebSocketWire implements Wire, WebSocket.Listener {
  private static final String CLOSED = "closed";

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final StringBuilder part = new StringBuilder();
  private final String host =
      Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36) + ".invalid";
  private final InetSocketAddress server;
  private final String scheme;
  private final HttpClient client;
  private final WebSocket socket;

  /** Opens one to {@code server}, {@code ws} or {@code wss} as {@code scheme} says. */
  WebSocketWire(InetSocketAddress server, String scheme, SSLContext trust) {
    this.server = server;
    this.scheme = scheme;
    client = HttpClient.newBuilder().sslContext(trust).build();
    var at = server.getAddress().getHostAddress();
    var uri =
        "%s://%s:%d/".formatted(scheme, at.contains(":") ? '[' + at + ']' : at, server.getPort());
    socket =
        client
            .newWebSocketBuilder()
            .subprotocols("sip")
            .buildAsync(URI.create(uri), this)
            .orTimeout(TestPhone.PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
            .join();
  }

  @Override
  public String transport() {
    return scheme.toUpperCase(java.util.Locale.ROOT);
  }

  /** Of the server's host, which is this one in tests; the port is not known. */
  @Override
  public InetSocketAddress local() {
    return new InetSocketAddress(server.getAddress(), 0);
  }

  @Override
  public String sentBy() {
    return host;
  }

  @Override
  public void send(String message, InetSocketAddress to) throws IOException {
    synchronized (socket) { // one message after the other: the client takes no second before
      socket.sendText(message, true).join();
    }
  }

  @Override
  public Received receive() throws IOException {
    try {
      var next = received.take();
      if (next.equals(CLOSED)) {
        throw new SocketException("The WebSocket is closed");
      }
      return new Received(next, server);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SocketException("Interrupted");
    }
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
    received.add(CLOSED);
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
    part.append(text);
    if (last) {
      received.add(part.toString());
      part.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    received.add(CLOSED);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    received.add(CLOSED);
  }
}
