package io.pronto.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pronto.core.Id;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * A carrier's wholesale API on this machine: what it sells, what is ours, and what goes wrong. How
 * it speaks is its subclass's.
 */
public abstract class TestWholesale implements AutoCloseable {
  /** Numbers without plus that anybody may buy. */
  public final Set<String> forSale = ConcurrentHashMap.newKeySet();

  /** Numbers without plus that have been delivered. */
  public final Set<String> ours = ConcurrentHashMap.newKeySet();

  /** Each request: its method and path. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final HttpServer server;

  /** What happens to the next request of that method whose path ends so. */
  private record Fault(String method, String path, int status, boolean done) {}

  /** What is asked. */
  record Asked(
      String method,
      String path,
      Map<String, String> query,
      String body,
      Map<String, List<String>> headers) {
    JsonObject json() {
      return new JsonObject(body);
    }

    Map<String, String> form() {
      return fields(body);
    }

    String last() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  /** What is answered. */
  record Told(int status, JsonObject body) {
    static Told ok(JsonObject body) {
      return new Told(200, body);
    }
  }

  TestWholesale() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.createContext("/", this::answer);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Which API it speaks, as the operator names it. */
  public abstract String kind();

  abstract Told tell(Asked asked);

  /** Carries out every order that waits. */
  public abstract void deliver();

  /** Gives up every order that waits, though it was accepted. */
  abstract void giveUp();

  /** Signs and sends word of the last order, to {@code noticeUrl}; the status of the answer. */
  abstract int notice(String noticeUrl, boolean forged);

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** As the operator sets it up, for the numbers of the carrier with that id. */
  public JsonObject settings(String carrier) {
    return new JsonObject()
        .put("carrier_id", carrier)
        .put("name", Id.next("name"))
        .put("kind", kind())
        .put("base_url", url())
        .put("api_key", "key")
        .put("api_secret", "secret");
  }

  /** Refuses once with {@code status}; nothing is done. */
  TestWholesale refuse(String method, String path, int status) {
    faults.add(new Fault(method, path, status, false));
    return this;
  }

  /** Does once what is asked, and hangs up without an answer. */
  TestWholesale hangUp(String method, String path) {
    faults.add(new Fault(method, path, 0, true));
    return this;
  }

  long count(String request) {
    return asked.stream().filter(request::equals).count();
  }

  private void answer(HttpExchange exchange) throws IOException {
    var uri = exchange.getRequestURI();
    var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    var request =
        new Asked(
            exchange.getRequestMethod(),
            uri.getPath(),
            fields(uri.getRawQuery()),
            body,
            exchange.getRequestHeaders());
    asked.add(request.method() + ' ' + request.path());
    var fault = faults.peek();
    boolean faulty =
        fault != null
            && fault.method().equals(request.method())
            && request.path().endsWith(fault.path());
    if (faulty) {
      faults.remove();
    }
    if (faulty && !fault.done()) {
      exchange.getResponseHeaders().add("Retry-After", "1");
      send(exchange, new Told(fault.status(), new JsonObject()));
      return;
    }
    var told = tell(request);
    if (faulty) {
      exchange.close();
    } else {
      send(exchange, told);
    }
  }

  private static void send(HttpExchange exchange, Told told) throws IOException {
    var bytes = told.status() == 204 ? new byte[0] : told.body().encode().getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(told.status(), bytes.length == 0 ? -1 : bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  static Map<String, String> fields(String text) {
    var fields = new TreeMap<String, String>();
    if (text != null && !text.isEmpty()) {
      for (var pair : text.split("&")) {
        var parts = pair.split("=", 2);
        fields.put(URLDecoder.decode(parts[0], UTF_8), URLDecoder.decode(parts[1], UTF_8));
      }
    }
    return fields;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
