package io.pronto.api.resource;

import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.HangupCause;
import io.pronto.core.call.LegRecord;
import io.pronto.core.call.StoredCdr;
import io.pronto.core.live.LiveCall;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** How calls, under way and past, read in JSON. */
final class CallJson {
  private CallJson() {}

  static JsonObject of(LiveCall call) {
    return new JsonObject()
        .put("id", call.id().value())
        .put("direction", call.direction().code())
        .put("caller", new JsonObject().put("number", call.caller()))
        .put("called", new JsonObject().put("number", call.called()))
        .put("state", call.state().code())
        .put("started_at", call.startedAt())
        .put("answered_at", orNull(call.answeredAt()))
        .put("recording", call.recording())
        .put("user_ids", new JsonArray(call.userIds()));
  }

  static JsonObject of(StoredCdr stored) {
    var cdr = stored.cdr();
    var cause = cdr.cause().orElse(HangupCause.SERVER_FAILURE);
    return new JsonObject()
        .put("id", cdr.id().value())
        .put("direction", cdr.direction().code())
        .put("caller", party(cdr.caller()))
        .put("called", party(cdr.called()))
        .put("started_at", cdr.startedAt())
        .put("ringing_at", orNull(cdr.ringingAt()))
        .put("answered_at", orNull(cdr.answeredAt()))
        .put("ended_at", orNull(cdr.endedAt()))
        .put("duration", cdr.duration().toSeconds())
        .put("talked", cdr.talked().toSeconds())
        .put("cause", cause.code())
        .put("reason", cause.words())
        .put("sip_status", cdr.sipStatus())
        .put("q850", cause.q850())
        .put("ended_by", cdr.endedBy())
        .put("diversions", new JsonArray(cdr.diversions()))
        .put("legs", new JsonArray(cdr.legs().stream().map(CallJson::leg).toList()))
        .put("recording_ids", new JsonArray(stored.recordingIds()))
        .put("node", cdr.node())
        .put("delete_after", stored.deleteAfter().toString());
  }

  private static JsonObject party(CallDetailRecord.Party party) {
    return new JsonObject()
        .put("number", party.number())
        .put("name", party.name())
        .put("user_id", orNull(party.userId()))
        .put("device_id", orNull(party.deviceId()))
        .put("trunk_id", orNull(party.trunkId()));
  }

  private static JsonObject leg(LegRecord leg) {
    return new JsonObject()
        .put("id", leg.id())
        .put("role", leg.role())
        .put("target", leg.target())
        .put("remote", leg.remote())
        .put("transport", leg.transport())
        .put("user_agent", leg.userAgent())
        .put("sip_call_id", leg.sipCallId())
        .put("started_at", leg.startedAt())
        .put("answered_at", orNull(leg.answeredAt()))
        .put("ended_at", orNull(leg.endedAt()))
        .put("sip_status", leg.sipStatus())
        .put("reason", leg.reason())
        .put("codec", leg.codec())
        .put("quality", orNull(leg.quality().map(CallJson::quality)));
  }

  private static JsonObject quality(LegRecord.Quality quality) {
    var mos = quality.mos();
    return new JsonObject()
        .put("packets_received", quality.packetsReceived())
        .put("packets_sent", quality.packetsSent())
        .put("lost", quality.lost())
        .put("jitter_millis", quality.jitterMillis())
        .put("mos", mos.isPresent() ? mos.getAsDouble() : null);
  }

  private static Object orNull(Optional<?> value) {
    return value.orElse(null);
  }
}
