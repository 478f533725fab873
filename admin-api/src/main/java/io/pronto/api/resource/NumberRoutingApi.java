package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.rules.AnonymousPolicy;
import io.pronto.core.rules.NumberRouting;
import io.pronto.core.rules.NumberRoutingStore;
import io.pronto.core.rules.NumberRules;
import io.pronto.core.rules.Target;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** What numbers do with their calls beside ringing their users. */
public final class NumberRoutingApi implements Resource {
  private final NumberRoutingStore routings;

  /** Keeps it in {@code routings}. */
  public NumberRoutingApi(NumberRoutingStore routings) {
    this.routings = routings;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("get_number_routing", this::read, "update_number_routing", this::change);
  }

  private Reply read(Request request) {
    return routings
        .find(request.organisation(), request.path("number"))
        .map(routing -> Reply.ok(json(routing)))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    return routings
        .change(
            request.organisation(),
            request.path("number"),
            before -> {
              request.requireMatch(json(before));
              return changed(before, request.body());
            })
        .map(routing -> Reply.ok(json(routing)))
        .orElseThrow(Problem::notFound);
  }

  private static NumberRouting changed(NumberRouting before, JsonObject body) {
    var closed = TargetJson.changed(body, "closed", Optional.of(before.closed()));
    closed.filter(to -> to.equals(new Target.Number(before.number()))).ifPresent(_ -> itself());
    return new NumberRouting(
        before.number(),
        body.containsKey("schedule_id")
            ? Optional.ofNullable(body.getString("schedule_id"))
            : before.scheduleId(),
        closed.orElse(NumberRules.UNAVAILABLE),
        anonymous(before.anonymous(), body.getJsonObject("anonymous", new JsonObject())));
  }

  private static void itself() {
    throw Problem.invalid("/closed/number", "itself", "Must be another number");
  }

  private static AnonymousPolicy anonymous(AnonymousPolicy before, JsonObject body) {
    return new AnonymousPolicy(
        accepts(body, "hidden", before.hidden()),
        accepts(body, "masked", before.masked()),
        accepts(body, "malformed", before.malformed()),
        accepts(body, "missing", before.missing()));
  }

  private static boolean accepts(JsonObject body, String name, boolean before) {
    return body.getString(name, policy(before)).equals("accept");
  }

  private static JsonObject json(NumberRouting routing) {
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
                .put("missing", policy(anonymous.missing())));
  }

  private static String policy(boolean accepts) {
    return accepts ? "accept" : "reject";
  }
}
