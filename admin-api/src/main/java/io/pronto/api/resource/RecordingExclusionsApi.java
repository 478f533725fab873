package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.db.Conflict;
import io.pronto.core.numbering.RecordingExclusion;
import io.pronto.core.numbering.RecordingExclusion.Type;
import io.pronto.core.numbering.RecordingExclusionStore;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Whose calls an organisation never records. */
public final class RecordingExclusionsApi implements Resource {
  private final RecordingExclusionStore exclusions;

  /** Keeps them in {@code exclusions}. */
  public RecordingExclusionsApi(RecordingExclusionStore exclusions) {
    this.exclusions = exclusions;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_recording_exclusions", this::list,
        "create_recording_exclusion", this::create,
        "get_recording_exclusion", this::read,
        "delete_recording_exclusion", this::delete);
  }

  private Reply list(Request request) {
    return Reply.page(
        exclusions.list(request.organisation(), request.page()).map(RecordingExclusionsApi::json));
  }

  private Reply read(Request request) {
    return exclusions
        .find(request.organisation(), request.path("id"))
        .map(exclusion -> Reply.ok(json(exclusion)))
        .orElseThrow(Problem::notFound);
  }

  private Reply create(Request request) {
    var subject = request.body().getJsonObject("subject");
    var type = Type.of(subject.getString("type"));
    try {
      return exclusions
          .add(
              request.organisation(),
              type,
              subject.getString("id"),
              request.body().getString("reason", "").strip(),
              request.callerId())
          .map(made -> Reply.created(json(made)))
          .orElseThrow(() -> unknown(type));
    } catch (Conflict twice) {
      throw Problem.conflict("excluded_already", "/subject/id", "It is excluded already");
    }
  }

  private static Problem unknown(Type type) {
    return switch (type) {
      case NUMBER ->
          Problem.invalid(
              "/subject/id",
              "invalid_number",
              "Must be a whole number, as it is dialled in your country or in international form");
      case USER, TEAM ->
          Problem.invalid(
              "/subject/id",
              "not_found",
              "Must be a %s of the organisation".formatted(type.code()));
    };
  }

  private Reply delete(Request request) {
    return Reply.gone(exclusions.remove(request.organisation(), request.path("id")));
  }

  private static JsonObject json(RecordingExclusion exclusion) {
    return new JsonObject()
        .put("id", exclusion.id())
        .put(
            "subject",
            new JsonObject().put("type", exclusion.type().code()).put("id", exclusion.subject()))
        .put("reason", exclusion.reason())
        .put("created_by", exclusion.createdBy())
        .put("created_at", exclusion.createdAt());
  }
}
