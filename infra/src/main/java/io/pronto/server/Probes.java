package io.pronto.server;

import io.pronto.watch.Health;
import io.pronto.watch.Meters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Health and figures over HTTP where the API, which answers the same, is not a role. */
final class Probes implements AutoCloseable {
  private static final int LIMIT_SECONDS = 10;

  private final Health health;
  private final Meters meters;
  private final HttpServer server;

  private Probes(Vertx vertx, Health health, Meters meters) {
    this.health = health;
    this.meters = meters;
    this.server = vertx.createHttpServer().requestHandler(this::answer);
  }

  /** Listens on {@code host} and {@code port}. */
  static Probes start(Vertx vertx, Health health, Meters meters, String host, int port)
      throws CannotStart {
    var probes = new Probes(vertx, health, meters);
    try {
      probes.server.listen(port, host).await(LIMIT_SECONDS, TimeUnit.SECONDS);
      return probes;
    } catch (Exception e) {
      throw new CannotStart(ListenFault.http(host, port, e), e);
    }
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public void close() throws TimeoutException {
    server.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/health/live" -> answer(request, 200, new JsonObject());
      case "/health/ready" -> Thread.startVirtualThread(() -> ready(request));
      case "/metrics" ->
          request
              .response()
              .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
              .end(meters.scrape());
      default -> request.response().setStatusCode(404).end();
    }
  }

  private void ready(HttpServerRequest request) {
    var checks = new JsonObject();
    health.parts().forEach((part, well) -> checks.put(part, well.getAsBoolean() ? "up" : "down"));
    boolean all = checks.stream().allMatch(check -> check.getValue().equals("up"));
    answer(request, all ? 200 : 503, checks);
  }

  private static void answer(HttpServerRequest request, int status, JsonObject checks) {
    var body = new JsonObject().put("status", status == 200 ? "up" : "down").put("checks", checks);
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(body.encode());
  }
}
