package io.pronto.api.resource;

import io.pronto.api.web.Problem;
import io.pronto.core.rules.AccessCodes;
import io.pronto.core.rules.AnonymousPolicy;
import io.pronto.core.rules.NumberRouting;
import io.pronto.core.rules.NumberRules;
import io.pronto.core.rules.Target;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** What a number does with its calls, in JSON. */
final class NumberRoutingJson {
  private NumberRoutingJson() {}

  /** Reads a change, of what was {@code before}; a code in it is sealed by {@code codes}. */
  static NumberRouting changed(NumberRouting before, JsonObject body, AccessCodes codes) {
    var closed = TargetJson.changed(body, "closed", Optional.of(before.closed()));
    closed.filter(to -> to.equals(new Target.Number(before.number()))).ifPresent(_ -> itself());
    return new NumberRouting(
        before.number(),
        body.containsKey("schedule_id")
            ? Optional.ofNullable(body.getString("schedule_id"))
            : before.scheduleId(),
        closed.orElse(NumberRules.UNAVAILABLE),
        anonymous(before, body.getJsonObject("anonymous", new JsonObject()), codes));
  }

  private static void itself() {
    throw Problem.invalid("/closed/number", "itself", "Must be another number");
  }

  private static AnonymousPolicy anonymous(
      NumberRouting routing, JsonObject body, AccessCodes codes) {
    var before = routing.anonymous();
    return new AnonymousPolicy(
        accepts(body, "hidden", before.hidden()),
        accepts(body, "masked", before.masked()),
        accepts(body, "malformed", before.malformed()),
        accepts(body, "missing", before.missing()),
        body.containsKey("code")
            ? Optional.ofNullable(body.getString("code"))
                .map(digits -> codes.seal(routing.number(), digits))
            : before.code());
  }

  private static boolean accepts(JsonObject body, String name, boolean before) {
    return body.getString(name, policy(before)).equals("accept");
  }

  static JsonObject of(NumberRouting routing) {
    var anonymous = routing.anonymous();
    return new JsonObject()
        .put("number", routing.number().value())
        .put("schedule_id", routing.scheduleId().orElse(null))
        .put("closed", TargetJson.of(routing.closed()))
        .put(
            "anonymous",
            new JsonObject()
                .put("hidden", policy(anonymous.hidden()))
                .put("masked", policy(anonymous.masked()))
                .put("malformed", policy(anonymous.malformed()))
                .put("missing", policy(anonymous.missing()))
                .put("has_code", anonymous.code().isPresent()));
  }

  private static String policy(boolean accepts) {
    return accepts ? "accept" : "reject";
  }
}
