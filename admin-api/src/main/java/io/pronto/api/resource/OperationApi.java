package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Health and figures, for those who run the server. */
public final class OperationApi implements Resource {
  private final Map<String, BooleanSupplier> checks;
  private final Supplier<String> figures;

  /**
   * Answers from what it is given.
   *
   * @param checks what must hold for the server to be ready, by name; each answers within a second
   * @param figures in Prometheus' text format
   */
  public OperationApi(Map<String, BooleanSupplier> checks, Supplier<String> figures) {
    this.checks = new TreeMap<>(checks);
    this.figures = figures;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "get_liveness", this::live,
        "get_readiness", this::ready,
        "get_metrics", this::metrics);
  }

  private Reply live(Request request) {
    return Reply.ok(health(true).put("checks", new JsonObject()));
  }

  private Reply ready(Request request) {
    var results = new JsonObject();
    boolean all = true;
    for (var check : checks.entrySet()) {
      boolean up = check.getValue().getAsBoolean();
      all &= up;
      results.put(check.getKey(), up ? "up" : "down");
    }
    return new Reply.Json(all ? 200 : 503, health(all).put("checks", results));
  }

  private static JsonObject health(boolean up) {
    return new JsonObject().put("status", up ? "up" : "down");
  }

  private Reply metrics(Request request) {
    return new Reply.Text("text/plain; version=0.0.4; charset=utf-8", figures.get(), Map.of());
  }
}
