package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.Sessions;
import io.pronto.core.event.Event;
import io.pronto.core.event.EventStore;
import io.pronto.core.event.Outbox;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** What happens in an organisation: asked for, or told as it happens. */
public final class EventsApi implements Resource {
  private final EventStore events;
  private final Outbox outbox;
  private final Sessions sessions;
  private final Shown shown;

  /**
   * Reads {@code events} when {@code outbox} tells of new ones, while a session holds; of which
   * calls somebody learns so is told to {@code shown}.
   */
  public EventsApi(EventStore events, Outbox outbox, Sessions sessions, Shown shown) {
    this.events = events;
    this.outbox = outbox;
    this.sessions = sessions;
    this.shown = shown;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("list_events", this::list, "stream_events", this::stream);
  }

  private Reply list(Request request) {
    long after = request.query("after").map(Long::valueOf).orElse(0L);
    var found = events.after(request.organisation(), after, request.limit() + 1);
    boolean more = found.size() > request.limit();
    var told = more ? found.subList(0, request.limit()) : found;
    shown.events(request, told);
    long last = told.isEmpty() ? after : told.getLast().sequence();
    return Reply.ok(
        new JsonObject()
            .put("data", new JsonArray(told.stream().map(EventsApi::json).toList()))
            .put(
                "page",
                new JsonObject()
                    .put("next", Long.toString(last))
                    .put("previous", null)
                    .put("has_more", more)));
  }

  private Reply stream(Request request) {
    long after =
        request
            .query("Last-Event-ID")
            .or(() -> request.query("after"))
            .map(Long::valueOf)
            .orElseGet(() -> events.last(request.organisation()));
    var stream =
        new EventStream(
            events,
            outbox,
            request.organisation(),
            () -> sessions.holds(request.signedIn()),
            told -> shown.events(request, told));
    return new Reply.Bytes(
        200,
        Map.of("Content-Type", "text/event-stream", "X-Accel-Buffering", "no"),
        -1,
        out -> stream.writeTo(out, after));
  }

  static JsonObject json(Event event) {
    return new JsonObject()
        .put("id", event.id())
        .put("type", event.type())
        .put("sequence", event.sequence())
        .put("occurred_at", event.occurredAt())
        .put("organisation_id", event.organisation().value())
        .put("data", event.data());
  }
}
