package io.pronto.core.call;

import static io.pronto.core.call.CdrJson.storable;
import static io.pronto.core.call.CdrJson.time;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * A leg as JSON, as the column {@code legs} of table {@code cdr} has it, and as the API shows it:
 * what is not known is null.
 */
final class LegJson {
  private LegJson() {}

  static JsonObject of(LegRecord leg) {
    var json =
        new JsonObject()
            .put("id", leg.id())
            .put("role", leg.role())
            .put("target", storable(leg.target()))
            .put("remote", storable(leg.remote()))
            .put("transport", storable(leg.transport()))
            .put("user_agent", storable(leg.userAgent()))
            .put("sip_call_id", storable(leg.sipCallId()))
            .put("started_at", leg.startedAt().toString());
    return json.put("answered_at", leg.answeredAt().map(Instant::toString).orElse(null))
        .put("ended_at", leg.endedAt().map(Instant::toString).orElse(null))
        .put("sip_status", leg.sipStatus())
        .put("reason", storable(leg.reason()))
        .put("codec", storable(leg.codec()))
        .put("quality", leg.quality().map(LegJson::quality).orElse(null))
        .put("trunk_id", leg.trunkId().orElse(null))
        .put("notes", new JsonArray(leg.notes()))
        .put("identity", leg.identity().map(LegJson::identity).orElse(null));
  }

  static LegRecord read(JsonObject json) {
    return new LegRecord(
        json.getString("id"),
        json.getString("role"),
        json.getString("target"),
        json.getString("remote"),
        json.getString("transport"),
        json.getString("user_agent"),
        json.getString("sip_call_id"),
        time(json, "started_at").orElseThrow(),
        time(json, "answered_at"),
        time(json, "ended_at"),
        json.getInteger("sip_status"),
        json.getString("reason"),
        json.getString("codec"),
        Optional.ofNullable(json.getJsonObject("quality")).map(LegJson::quality),
        Optional.ofNullable(json.getString("trunk_id")),
        json.getJsonArray("notes", new JsonArray()).stream().map(String.class::cast).toList(),
        Optional.ofNullable(json.getJsonObject("identity")).map(LegJson::identity));
  }

  private static JsonObject identity(CallerIdentity identity) {
    return new JsonObject()
        .put("outcome", identity.outcome())
        .put("attestation", identity.attestation().orElse(null))
        .put("origin_id", identity.originId().map(CdrJson::storable).orElse(null))
        .put("signer", identity.signer().map(CdrJson::storable).orElse(null))
        .put("fault", identity.fault().orElse(null));
  }

  private static CallerIdentity identity(JsonObject json) {
    return new CallerIdentity(
        json.getString("outcome"),
        Optional.ofNullable(json.getString("attestation")),
        Optional.ofNullable(json.getString("origin_id")),
        Optional.ofNullable(json.getString("signer")),
        Optional.ofNullable(json.getString("fault")));
  }

  /** JSON knows no NaN and no infinity, which a division by no packets may have made. */
  private static JsonObject quality(LegRecord.Quality quality) {
    double jitter = quality.jitterMillis();
    var mos = quality.mos().stream().filter(Double::isFinite).boxed().findFirst();
    return new JsonObject()
        .put("packets_received", quality.packetsReceived())
        .put("packets_sent", quality.packetsSent())
        .put("lost", quality.lost())
        .put("jitter_millis", Double.isFinite(jitter) ? jitter : 0.0)
        .put("mos", mos.orElse(null))
        .put("round_trip_millis", QualityJson.orNull(quality.roundTripMillis()))
        .put("received", quality.received().map(QualityJson::of).orElse(null))
        .put("reported", quality.reported().map(QualityJson::of).orElse(null));
  }

  private static LegRecord.Quality quality(JsonObject json) {
    return new LegRecord.Quality(
        json.getLong("packets_received"),
        json.getLong("packets_sent"),
        json.getLong("lost"),
        json.getDouble("jitter_millis"),
        QualityJson.number(json, "mos"),
        QualityJson.number(json, "round_trip_millis"),
        QualityJson.course(json, "received"),
        QualityJson.course(json, "reported"));
  }
}
