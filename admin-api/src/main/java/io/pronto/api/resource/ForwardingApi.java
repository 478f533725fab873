package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.Reach;
import io.pronto.core.rules.FindMe;
import io.pronto.core.rules.FindMeFault;
import io.pronto.core.rules.Forwarding;
import io.pronto.core.rules.ForwardingStore;
import io.pronto.core.rules.Target;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where users have their calls go instead: administrators say so for all, others for oneself. */
public final class ForwardingApi implements Resource {
  private final ForwardingStore forwardings;

  /** Keeps it in {@code forwardings}. */
  public ForwardingApi(ForwardingStore forwardings) {
    this.forwardings = forwardings;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("get_forwarding", this::read, "update_forwarding", this::change);
  }

  private Reply read(Request request) {
    return forwardings
        .find(request.organisation(), user(request))
        .map(forwarding -> Reply.ok(json(forwarding)))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    var user = user(request);
    return forwardings
        .change(
            request.organisation(),
            user,
            before -> {
              request.requireMatch(json(before));
              return changed(before, request.body(), user);
            })
        .map(forwarding -> Reply.ok(json(forwarding)))
        .orElseThrow(Problem::notFound);
  }

  private static String user(Request request) {
    var id = request.path("id");
    if (request.reach() != Reach.ALL && !request.callerId().equals(id)) {
      throw Problem.notFound();
    }
    return id;
  }

  private static Forwarding changed(Forwarding before, JsonObject body, String user) {
    Stream.of("always", "busy", "no_answer", "unreachable")
        .forEach(name -> refuseItself(body, name, user));
    return new Forwarding(
        body.getBoolean("do_not_disturb", before.doNotDisturb()),
        TargetJson.changed(body, "always", before.always()),
        TargetJson.changed(body, "busy", before.busy()),
        TargetJson.changed(body, "no_answer", before.noAnswer()),
        body.containsKey("no_answer_seconds")
            ? Optional.ofNullable(body.getInteger("no_answer_seconds")).map(Duration::ofSeconds)
            : before.noAnswerAfter(),
        TargetJson.changed(body, "unreachable", before.unreachable()),
        body.containsKey("find_me") ? findMe(body) : before.findMe());
  }

  private static List<FindMe> findMe(JsonObject body) {
    try {
      return FindMe.read(body.getJsonArray("find_me"));
    } catch (FindMeFault fault) {
      throw Problem.invalid(fault.pointer(), "overlaps", fault.getMessage());
    }
  }

  private static void refuseItself(JsonObject body, String name, String user) {
    TargetJson.changed(body, name, Optional.empty())
        .filter(new Target.Colleague(user)::equals)
        .ifPresent(
            _ -> {
              throw Problem.invalid('/' + name + "/id", "itself", "Must be another user");
            });
  }

  private static JsonObject json(Forwarding forwarding) {
    return new JsonObject()
        .put("do_not_disturb", forwarding.doNotDisturb())
        .put("always", target(forwarding.always()))
        .put("busy", target(forwarding.busy()))
        .put("no_answer", target(forwarding.noAnswer()))
        .put("no_answer_seconds", forwarding.noAnswerAfter().map(Duration::toSeconds).orElse(null))
        .put("unreachable", target(forwarding.unreachable()))
        .put("find_me", FindMe.json(forwarding.findMe()));
  }

  private static JsonObject target(Optional<Target> target) {
    return target.map(TargetJson::of).orElse(null);
  }
}
