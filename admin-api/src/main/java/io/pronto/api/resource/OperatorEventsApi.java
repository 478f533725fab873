package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.event.News;
import io.pronto.core.event.OperatorEvents;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** What happens to what the operator runs. */
public final class OperatorEventsApi implements Resource {
  private final OperatorEvents events;

  /** Reads {@code events}. */
  public OperatorEventsApi(OperatorEvents events) {
    this.events = events;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("list_operator_events", this::list);
  }

  private Reply list(Request request) {
    return Reply.page(
        events.list(request.query("type"), request.page()).map(OperatorEventsApi::json));
  }

  private static JsonObject json(News event) {
    return new JsonObject()
        .put("id", event.id())
        .put("type", event.type())
        .put("occurred_at", event.occurredAt())
        .put("data", event.data());
  }
}
