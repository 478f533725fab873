package io.pronto.core.call;

import static io.pronto.core.call.CdrJson.storable;

import io.pronto.core.rules.Finding;
import io.pronto.core.rules.Step;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Optional;

/** What a rule has found as JSON, as the column {@code trace} of table {@code cdr} has it. */
final class StepJson {
  private StepJson() {}

  static JsonObject of(Step step) {
    var input = new JsonObject();
    step.input().forEach((name, value) -> input.put(name, storable(value)));
    return new JsonObject()
        .put("found", step.finding().code())
        .put("id", step.id().orElse(null))
        .put("input", input);
  }

  /** Empty for what another version of the server has found, for which there are no words here. */
  static Optional<Step> read(JsonObject json) {
    var input = new LinkedHashMap<String, String>();
    json.getJsonObject("input").forEach(entry -> input.put(entry.getKey(), "" + entry.getValue()));
    return Finding.of(json.getString("found"))
        .map(found -> new Step(found, Optional.ofNullable(json.getString("id")), input));
  }
}
