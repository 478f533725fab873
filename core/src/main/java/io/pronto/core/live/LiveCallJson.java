package io.pronto.core.live;

import io.pronto.core.call.CallDetailRecord.Direction;
import io.pronto.core.call.CallId;
import io.pronto.core.call.CallQuality;
import io.pronto.core.call.QualityJson;
import io.pronto.core.call.RecordingState;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * A live call as Redis holds it.
 *
 * @param life the life of the node that put it there; in its next one it does not have the call
 */
record LiveCallJson(LiveCall call, String life) {
  String write() {
    var json =
        new JsonObject()
            .put("life", life)
            .put("id", call.id().value())
            .put("organisation", call.organisation().value())
            .put("direction", call.direction().code())
            .put("caller", call.caller())
            .put("caller_name", call.callerName())
            .put("called", call.called())
            .put("state", call.state().code())
            .put("started_at", call.startedAt().toString())
            .put("recording", call.recording().code())
            .put("node", call.node())
            .put("user_ids", new JsonArray(call.userIds()));
    call.answeredAt().ifPresent(at -> json.put("answered_at", at.toString()));
    if (!call.quality().equals(CallQuality.NONE)) {
      json.put("quality", QualityJson.of(call.quality()));
    }
    call.attendance().ifPresent(attendance -> json.put("attendance", json(attendance)));
    return json.encode();
  }

  private static JsonObject json(Attendance attendance) {
    return new JsonObject()
        .put("conference", attendance.conferenceId())
        .put("moderator", attendance.moderator())
        .put("muted", attendance.muted())
        .put("speaking", attendance.speaking())
        .put("locked", attendance.locked())
        .put("since", attendance.since().toString());
  }

  private static Attendance attendance(JsonObject json) {
    return new Attendance(
        json.getString("conference"),
        json.getBoolean("moderator"),
        json.getBoolean("muted"),
        json.getBoolean("speaking"),
        json.getBoolean("locked"),
        Instant.parse(json.getString("since")));
  }

  static LiveCallJson read(String text) {
    var json = new JsonObject(text);
    var call =
        new LiveCall(
            new CallId(json.getString("id")),
            new OrganisationId(json.getString("organisation")),
            Direction.of(json.getString("direction")),
            json.getString("caller"),
            json.getString("caller_name", ""),
            json.getString("called"),
            LiveCall.State.of(json.getString("state")),
            Instant.parse(json.getString("started_at")),
            Optional.ofNullable(json.getString("answered_at")).map(Instant::parse),
            RecordingState.of(json.getString("recording")),
            json.getString("node"),
            json.getJsonArray("user_ids").stream().map(String.class::cast).toList(),
            QualityJson.call(json.getJsonObject("quality")),
            Optional.ofNullable(json.getJsonObject("attendance")).map(LiveCallJson::attendance));
    return new LiveCallJson(call, json.getString("life"));
  }
}
