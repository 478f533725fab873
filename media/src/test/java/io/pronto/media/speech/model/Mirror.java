package io.pronto.media.speech.model;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** An HTTP server with one file, that may break off, ignore ranges, or refuse. */
final class Mirror implements AutoCloseable {
  /** The {@code Range} of each request so far, or "" where there was none. */
  final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  volatile byte[] file;
  volatile boolean ranges = true;
  volatile int status;

  /** How many answers break off, and after how many bytes each. */
  volatile int breaks;

  volatile int breaksAfter;

  private final HttpServer server;

  Mirror(byte[] file) throws IOException {
    this.file = file;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/models/", this::answer);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:%d/models/".formatted(server.getAddress().getPort()));
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var range = exchange.getRequestHeaders().getFirst("Range");
    asked.add(range == null ? "" : range);
    try (exchange) {
      if (status != 0) {
        exchange.sendResponseHeaders(status, -1);
        return;
      }
      int from = 0;
      if (ranges && range != null) {
        from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        var part = "bytes %d-%d/%d".formatted(from, file.length - 1, file.length);
        exchange.getResponseHeaders().add("Content-Range", part);
      }
      send(exchange, from > 0 ? 206 : 200, Arrays.copyOfRange(file, from, file.length));
    }
  }

  private void send(HttpExchange exchange, int code, byte[] content) throws IOException {
    exchange.sendResponseHeaders(code, content.length);
    boolean breaksOff = breaks > 0;
    breaks--;
    int length = breaksOff ? Math.min(breaksAfter, content.length) : content.length;
    exchange.getResponseBody().write(content, 0, length);
    exchange.getResponseBody().flush();
  }
}
