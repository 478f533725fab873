package io.pronto.api.resource;

import io.pronto.core.porting.PortOrder;
import io.pronto.core.porting.Rio;
import io.vertx.core.json.JsonObject;

/** How a port order reads in JSON. */
final class PortOrderJson {
  private PortOrderJson() {}

  static JsonObject of(PortOrder order) {
    var json =
        new JsonObject()
            .put("id", order.id())
            .put("organisation_id", order.organisation().value())
            .put("direction", order.direction().code())
            .put("number", order.number().value())
            .put("country", order.country())
            .put("type", order.type())
            .put("rio", order.rio().map(Rio::toString).orElse(null))
            .put("desired_date", order.desiredDate().toString())
            .put("other_operator", order.otherOperator().orElse(null))
            .put("state", order.state().code())
            .put("reason", order.reason().orElse(null))
            .put("due_at", order.dueAt())
            .put("switch_at", order.switchAt().orElse(null))
            .put("cancel_until", order.cancelUntil().orElse(null))
            .put("created_at", order.createdAt());
    return Rentals.price(json, order.price());
  }
}
