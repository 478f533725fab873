package io.pronto.api.resource;

import io.pronto.core.call.StoredCdr;
import io.pronto.core.routing.Rung;
import io.pronto.core.routing.Words;
import io.pronto.core.rules.Step;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** How a call that was made is explained in JSON. */
final class ExplanationJson {
  private ExplanationJson() {}

  static JsonObject of(StoredCdr stored, List<Step> trace, String language) {
    var words = Words.in(language);
    var steps = new JsonArray();
    var sentences = new ArrayList<String>();
    for (var step : trace) {
      var text = words.of(step);
      sentences.add(text);
      steps.add(TraceJson.of(step, text));
    }
    if (trace.isEmpty()) {
      sentences.add(words.text("trace.none"));
    }
    var cdr = stored.cdr();
    sentences.add(
        cdr.cause()
            .map(cause -> words.of(cause, cdr.sipStatus()))
            .orElseGet(() -> words.text("going_on")));
    var ladder = new JsonArray();
    Rung.ladder(stored.legs()).forEach(rung -> ladder.add(of(rung, words.of(rung))));
    return new JsonObject()
        .put("call_id", cdr.id().value())
        .put("trace", steps)
        .put("ladder", ladder)
        .put("language", language)
        .put("explanation", String.join(" ", sentences));
  }

  private static JsonObject of(Rung rung, String text) {
    return new JsonObject()
        .put("at", rung.at())
        .put("leg_id", rung.leg().id())
        .put("event", rung.what().code())
        .put("text", text);
  }
}
