package io.pronto.api.resource;

import io.pronto.api.web.Problem;
import io.pronto.core.numbering.E164;
import io.pronto.core.rules.Answer;
import io.pronto.core.rules.Target;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Where a call goes instead, in JSON. */
final class TargetJson {
  private TargetJson() {}

  /** Reads what its schema lets through. */
  static Target read(JsonObject json, String pointer) {
    return switch (json.getString("type")) {
      case "user" -> new Target.Colleague(needed(json, "id", pointer));
      case "number" -> new Target.Number(new E164(needed(json, "number", pointer)));
      default -> new Target.Refusal(Answer.of(needed(json, "answer", pointer)));
    };
  }

  /** The one in that field of {@code body}, or as it was {@code before} when it is left out. */
  static Optional<Target> changed(JsonObject body, String name, Optional<Target> before) {
    return body.containsKey(name)
        ? Optional.ofNullable(body.getJsonObject(name)).map(to -> read(to, '/' + name))
        : before;
  }

  static JsonObject of(Target target) {
    return switch (target) {
      case Target.Colleague(var userId) -> new JsonObject().put("type", "user").put("id", userId);
      case Target.Number(var number) ->
          new JsonObject().put("type", "number").put("number", number.value());
      case Target.Refusal(var answer) ->
          new JsonObject().put("type", "rejection").put("answer", answer.code());
    };
  }

  private static String needed(JsonObject json, String name, String pointer) {
    return Optional.ofNullable(json.getString(name))
        .orElseThrow(() -> Problem.invalid(pointer + '/' + name, "required", "Is missing"));
  }
}
