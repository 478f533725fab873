package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.emergency.EmergencyRoute;
import io.pronto.core.emergency.EmergencyRouteStore;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The ways that the operator has planned for calls for help. */
public final class EmergencyRoutesApi implements Resource {
  private static final int USUAL_PRIORITY = 10;

  private final EmergencyRouteStore routes;

  /** Keeps them in {@code routes}. */
  public EmergencyRoutesApi(EmergencyRouteStore routes) {
    this.routes = routes;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_emergency_routes", this::list,
        "create_emergency_route", this::create,
        "get_emergency_route", this::read,
        "update_emergency_route", this::change,
        "delete_emergency_route", this::delete);
  }

  private Reply list(Request request) {
    return Reply.page(
        routes.list(request.query("trunk_id"), request.page()).map(EmergencyRoutesApi::json));
  }

  private Reply create(Request request) {
    var body = request.body();
    var route =
        new EmergencyRoute(
            EmergencyRouteStore.nextId(),
            body.getString("trunk_id"),
            body.getString("country"),
            Optional.ofNullable(body.getString("service_code")),
            Optional.ofNullable(body.getString("department")),
            Optional.ofNullable(body.getString("number")),
            body.getInteger("priority", USUAL_PRIORITY),
            body.getBoolean("location", false),
            Instant.EPOCH);
    return Reply.created(json(routes.create(route)));
  }

  private Reply read(Request request) {
    return routes
        .find(request.path("id"))
        .map(route -> Reply.ok(json(route)))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    return routes
        .change(request.path("id"), before -> changed(request, before))
        .map(route -> Reply.ok(json(route)))
        .orElseThrow(Problem::notFound);
  }

  private static EmergencyRoute changed(Request request, EmergencyRoute before) {
    request.requireMatch(json(before));
    var body = request.body();
    return new EmergencyRoute(
        before.id(),
        body.getString("trunk_id", before.trunkId()),
        body.getString("country", before.country()),
        text(body, "service_code", before.serviceCode()),
        text(body, "department", before.department()),
        text(body, "number", before.number()),
        body.getInteger("priority", before.priority()),
        body.getBoolean("location", before.location()),
        before.createdAt());
  }

  private static Optional<String> text(JsonObject body, String field, Optional<String> before) {
    return body.containsKey(field) ? Optional.ofNullable(body.getString(field)) : before;
  }

  private Reply delete(Request request) {
    return Reply.gone(
        routes.delete(request.path("id"), route -> request.requireMatch(json(route))));
  }

  private static JsonObject json(EmergencyRoute route) {
    return new JsonObject()
        .put("id", route.id())
        .put("trunk_id", route.trunkId())
        .put("country", route.country())
        .put("service_code", route.serviceCode().orElse(null))
        .put("department", route.department().orElse(null))
        .put("number", route.number().orElse(null))
        .put("priority", route.priority())
        .put("location", route.location())
        .put("created_at", route.createdAt());
  }
}
