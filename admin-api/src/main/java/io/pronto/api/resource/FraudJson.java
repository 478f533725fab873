package io.pronto.api.resource;

import io.pronto.core.fraud.FraudAlarm;
import io.pronto.core.fraud.FraudReplay;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** What has to do with fraud, as JSON. */
final class FraudJson {
  private FraudJson() {}

  static JsonObject of(FraudAlarm alarm) {
    return new JsonObject()
        .put("id", alarm.id())
        .put("rule", alarm.rule())
        .put("subject", alarm.subject())
        .put("limit", FraudRulesApi.text(alarm.limit()))
        .put("at_ceiling", alarm.atCeiling())
        .put("open", alarm.isOpen(Instant.now()))
        .put("call_id", alarm.call())
        .put("user_id", alarm.userId().orElse(null))
        .put("to", alarm.number())
        .put("country", alarm.country())
        .put("created_at", alarm.trippedAt().toString())
        .put("ends_at", alarm.endsAt().map(Instant::toString).orElse(null))
        .put("released_at", alarm.releasedAt().map(Instant::toString).orElse(null))
        .put("released_by", alarm.releasedBy().orElse(null));
  }

  /** As the operator sees it: whom exactly somebody called is not the operator's business. */
  static JsonObject forOperator(FraudAlarm alarm) {
    var json = of(alarm);
    json.remove("to");
    json.remove("user_id");
    json.remove("call_id");
    json.remove("subject");
    return json.put("organisation_id", alarm.organisation().value());
  }

  static JsonObject of(FraudReplay.Report report) {
    return new JsonObject()
        .put("from", report.from().toString())
        .put("before", report.before().toString())
        .put("complete", report.complete())
        .put("calls", report.calls())
        .put("stopped", report.stopped())
        .put("stopped_looking_legitimate", report.legitimate())
        .put("cost", FraudRulesApi.text(report.cost()))
        .put("cost_stopped", FraudRulesApi.text(report.costStopped()))
        .put("currency", "EUR")
        .put(
            "trips",
            new JsonArray(
                report.trips().stream()
                    .map(
                        trip ->
                            new JsonObject()
                                .put("rule", trip.rule())
                                .put("subject", trip.subject())
                                .put("at", trip.at().toString())
                                .put("call_id", trip.call()))
                    .toList()))
        .put(
            "stopped_calls",
            new JsonArray(
                report.stoppedCalls().stream()
                    .map(
                        call ->
                            new JsonObject()
                                .put("call_id", call.call())
                                .put("to", call.number())
                                .put("at", call.at().toString())
                                .put("talked", call.talked().toSeconds())
                                .put("reason", call.reason())
                                .put("looks_legitimate", call.legitimate()))
                    .toList()));
  }
}
