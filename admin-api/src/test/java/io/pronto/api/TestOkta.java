package io.pronto.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * A server with the shapes of Okta's management API: users and groups in pages that a Link header
 * joins, SSWS tokens, rate limits, errors. It pages by two, whatever the limit.
 */
final class TestOkta implements AutoCloseable {
  static final String TOKEN = "00Good-token_of_Oktas";
  private static final int PAGE = 2;

  private final Map<String, JsonObject> users = new ConcurrentSkipListMap<>();
  private final Map<String, JsonObject> groups = new ConcurrentSkipListMap<>();
  private final Map<String, List<String>> members = new ConcurrentSkipListMap<>();
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final HttpServer server;

  /** What was asked, with its query. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  /** Each answer takes one. */
  final Semaphore answers = new Semaphore(Integer.MAX_VALUE / 2);

  /** What the next request is answered whose address has {@code part} in it. */
  private record Fault(String part, int status, Map<String, String> headers, String body) {}

  private TestOkta(HttpServer server) {
    this.server = server;
  }

  static TestOkta start() {
    try {
      var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      var okta = new TestOkta(server);
      server.createContext("/", okta::answer);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return okta;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Has a user, or changes one. */
  TestOkta user(String id, String status, String email, String first, String last) {
    users.put(
        id,
        new JsonObject()
            .put("id", id)
            .put("status", status)
            .put("created", "2013-06-24T16:39:18.000Z")
            .put("activated", null)
            .put("lastUpdated", "2013-07-02T21:36:25.000Z")
            .put("type", new JsonObject().put("id", "otyfnjfba4ye7pgjB0g4"))
            .put(
                "profile",
                new JsonObject()
                    .put("login", email)
                    .put("email", email)
                    .put("firstName", first)
                    .put("lastName", last)
                    .put("secondEmail", null)
                    .put("costPlace", 7))
            .put(
                "credentials",
                new JsonObject().put("provider", new JsonObject().put("type", "OKTA")))
            .put(
                "_links",
                new JsonObject()
                    .put("self", new JsonObject().put("href", url() + "/api/v1/users/" + id))));
    return this;
  }

  TestOkta group(String id, String name, String... ids) {
    groups.put(
        id,
        new JsonObject()
            .put("id", id)
            .put("created", "2015-02-06T10:11:28.000Z")
            .put("objectClass", new JsonArray().add("okta:user_group"))
            .put("type", "OKTA_GROUP")
            .put("profile", new JsonObject().put("name", name).put("description", null)));
    members.put(id, List.of(ids));
    return this;
  }

  void forget(String id) {
    users.remove(id);
    groups.remove(id);
  }

  /** Answers once otherwise. */
  TestOkta once(String part, int status, Map<String, String> headers, String body) {
    faults.add(new Fault(part, status, headers, body));
    return this;
  }

  private void answer(HttpExchange exchange) throws IOException {
    answers.acquireUninterruptibly();
    asked.add(exchange.getRequestURI().toString());
    if (!("SSWS " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      send(exchange, 401, error("E0000011", "Invalid token provided"));
      return;
    }
    var fault = faults.peek();
    if (fault != null && exchange.getRequestURI().toString().contains(fault.part())) {
      faults.remove();
      fault.headers().forEach(exchange.getResponseHeaders()::add);
      send(exchange, fault.status(), fault.body());
      return;
    }
    var path = exchange.getRequestURI().getPath();
    if (path.equals("/api/v1/users")) {
      page(exchange, users.values().stream());
    } else if (path.equals("/api/v1/groups")) {
      page(exchange, groups.values().stream());
    } else if (path.matches("/api/v1/groups/\\w+/users")) {
      page(
          exchange,
          members.get(path.split("/")[4]).stream().map(users::get).filter(Objects::nonNull));
    } else {
      send(exchange, 404, error("E0000007", "Not found"));
    }
  }

  private void page(HttpExchange exchange, Stream<JsonObject> all) throws IOException {
    var query = String.valueOf(exchange.getRequestURI().getQuery());
    var after = query.contains("after=") ? query.replaceFirst(".*after=(\\w+).*", "$1") : "";
    var rest = all.filter(each -> each.getString("id").compareTo(after) > 0).toList();
    var page = rest.subList(0, Math.min(PAGE, rest.size()));
    var path = url() + exchange.getRequestURI().getPath();
    exchange.getResponseHeaders().add("Link", "<%s?limit=200>; rel=\"self\"".formatted(path));
    if (rest.size() > PAGE) {
      var last = page.getLast().getString("id");
      exchange
          .getResponseHeaders()
          .add("Link", "<%s?after=%s&limit=200>; rel=\"next\"".formatted(path, last));
    }
    send(exchange, 200, new JsonArray(page).encode());
  }

  static String error(String code, String summary) {
    return new JsonObject()
        .put("errorCode", code)
        .put("errorSummary", summary)
        .put("errorLink", code)
        .put("errorId", "oaeHfmOAx1iRLa0H10DeMz5fQ")
        .put("errorCauses", new JsonArray())
        .encode();
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
