package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.db.Conflict;
import io.pronto.core.outbound.Unreachable;
import io.pronto.core.stream.StreamDestination;
import io.pronto.core.stream.StreamDestinationStore;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Where an organisation lets the sound of its live calls be sent. */
public final class StreamDestinationsApi implements Resource {
  private final StreamDestinationStore destinations;

  /** Keeps them in {@code destinations}. */
  public StreamDestinationsApi(StreamDestinationStore destinations) {
    this.destinations = destinations;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_stream_destinations", this::list,
        "create_stream_destination", this::create,
        "get_stream_destination", this::read,
        "delete_stream_destination", this::delete);
  }

  private Reply list(Request request) {
    return Reply.page(
        destinations.list(request.organisation(), request.page()).map(StreamDestinationsApi::json));
  }

  private Reply read(Request request) {
    return destinations
        .find(request.organisation(), request.path("id"))
        .map(destination -> Reply.ok(json(destination)))
        .orElseThrow(Problem::notFound);
  }

  private Reply create(Request request) {
    var body = request.body();
    var wanted =
        new StreamDestinationStore.Wanted(
            body.getString("name").strip(),
            url(body.getString("url")),
            Optional.ofNullable(body.getString("token")),
            body.getBoolean("unredacted", false));
    if (wanted.name().isEmpty()) {
      throw Problem.invalid("/name", "required", "Is empty");
    }
    try {
      var made = destinations.add(request.organisation(), wanted, request.callerId());
      return Reply.created(json(made));
    } catch (Conflict twice) {
      throw Problem.conflict("name_taken", "/name", "There is one of that name already");
    }
  }

  private URI url(String text) {
    try {
      return destinations.address(text);
    } catch (Unreachable e) {
      throw Problem.invalid(
          "/url",
          "invalid_url",
          "Must be such as wss://calls.example.com/hear: without user, query, fragment and @");
    }
  }

  private Reply delete(Request request) {
    return Reply.gone(destinations.remove(request.organisation(), request.path("id")));
  }

  private static JsonObject json(StreamDestination destination) {
    return new JsonObject()
        .put("id", destination.id())
        .put("name", destination.name())
        .put("url", destination.url().toString())
        .put("has_token", destination.sealedToken().isPresent())
        .put("unredacted", destination.unredacted())
        .put("created_by", destination.createdBy())
        .put("created_at", destination.createdAt());
  }
}
