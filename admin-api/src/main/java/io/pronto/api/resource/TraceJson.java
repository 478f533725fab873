package io.pronto.api.resource;

import io.pronto.core.rules.Step;
import io.vertx.core.json.JsonObject;

/** How what a rule has found reads in JSON. */
final class TraceJson {
  private TraceJson() {}

  /** The step, and the sentence that says it. */
  static JsonObject of(Step step, String text) {
    var input = new JsonObject();
    step.input().forEach(input::put);
    return new JsonObject()
        .put("rule", step.finding().rule())
        .put("id", step.id().orElse(null))
        .put("input", input)
        .put("result", step.finding().result())
        .put("text", text);
  }
}
