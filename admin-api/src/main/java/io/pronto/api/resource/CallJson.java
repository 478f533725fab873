package io.pronto.api.resource;

import io.pronto.core.call.QualityJson;
import io.pronto.core.call.RecordingState;
import io.pronto.core.live.LiveCall;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** How calls under way read in JSON. */
final class CallJson {
  private CallJson() {}

  static JsonObject of(LiveCall call) {
    return new JsonObject()
        .put("id", call.id().value())
        .put("direction", call.direction().code())
        .put("caller", new JsonObject().put("number", call.caller()).put("name", call.callerName()))
        .put("called", new JsonObject().put("number", call.called()))
        .put("state", call.state().code())
        .put("started_at", call.startedAt())
        .put("answered_at", orNull(call.answeredAt()))
        .put("recording", call.recording() == RecordingState.RUNNING)
        .put("recording_state", call.recording().code())
        .put("user_ids", new JsonArray(call.userIds()))
        .put("quality", QualityJson.of(call.quality()));
  }

  private static Object orNull(Optional<?> value) {
    return value.orElse(null);
  }
}
