package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.Id;
import io.pronto.core.access.Reach;
import io.pronto.core.destruction.ByHand;
import io.pronto.core.rules.Answer;
import io.pronto.core.rules.CallerListStore;
import io.pronto.core.rules.ListedCaller;
import io.pronto.core.rules.ListedCaller.Kind;
import io.pronto.core.rules.ListedCaller.Treatment;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Callers who are refused, and those who always get through: administrators keep the organisation's
 * lists and everybody's, others their own.
 */
public final class CallerListsApi implements Resource {
  private final CallerListStore callers;
  private final ByHand byHand;

  /** Keeps them in {@code callers}; {@code byHand} certifies their deletion. */
  public CallerListsApi(CallerListStore callers, ByHand byHand) {
    this.callers = callers;
    this.byHand = byHand;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_blocked_callers", request -> list(request, Kind.BLOCKED),
        "create_blocked_caller", request -> create(request, Kind.BLOCKED),
        "get_blocked_caller", request -> read(request, Kind.BLOCKED),
        "update_blocked_caller", request -> change(request, Kind.BLOCKED),
        "delete_blocked_caller", request -> delete(request, Kind.BLOCKED),
        "list_vip_callers", request -> list(request, Kind.VIP),
        "create_vip_caller", request -> create(request, Kind.VIP),
        "get_vip_caller", request -> read(request, Kind.VIP),
        "update_vip_caller", request -> change(request, Kind.VIP),
        "delete_vip_caller", request -> delete(request, Kind.VIP));
  }

  private Reply list(Request request, Kind kind) {
    var wanted = request.query("user_id");
    boolean all = request.reach() == Reach.ALL;
    if (!all && wanted.filter(id -> !id.equals(request.callerId())).isPresent()) {
      throw Problem.forbidden("You may see your own list only");
    }
    var owner = all ? wanted : Optional.of(request.callerId());
    return Reply.page(
        callers
            .list(request.organisation(), kind, owner, request.page())
            .map(CallerListsApi::json));
  }

  private Reply create(Request request, Kind kind) {
    var body = request.body();
    var listed =
        new ListedCaller(
            Id.next("lst"),
            owner(request),
            body.getString("number"),
            body.getString("match", "exact").equals("prefix"),
            body.getString("reason", ""),
            treatment(kind, body, Optional.empty()),
            Times.optional(body, "expires_at", "/expires_at"),
            Instant.EPOCH);
    return callers
        .add(request.organisation(), listed)
        .map(added -> Reply.created(json(added)))
        .orElseThrow(
            () ->
                Problem.conflict(
                    "list_full",
                    "The organisation has listed "
                        + CallerListStore.MOST
                        + " callers: delete some, or list a prefix"));
  }

  /** Of whose list it becomes: for whoever may list for oneself only, one's own. */
  private static Optional<String> owner(Request request) {
    var wanted = Optional.ofNullable(request.body().getString("user_id"));
    if (request.reach() == Reach.ALL) {
      return wanted;
    }
    if (wanted.filter(id -> !id.equals(request.callerId())).isPresent()) {
      throw Problem.forbidden("You may list callers for yourself only");
    }
    return Optional.of(request.callerId());
  }

  private Reply read(Request request, Kind kind) {
    return Reply.ok(json(found(request, kind)));
  }

  private Reply change(Request request, Kind kind) {
    return callers
        .change(
            request.organisation(),
            kind,
            found(request, kind).id(),
            before -> {
              request.requireMatch(json(before));
              return changed(before, request.body());
            })
        .map(listed -> Reply.ok(json(listed)))
        .orElseThrow(Problem::notFound);
  }

  private Reply delete(Request request, Kind kind) {
    return Reply.gone(
        callers.delete(
            request.organisation(),
            kind,
            found(request, kind).id(),
            listed -> request.requireMatch(json(listed)),
            byHand));
  }

  private ListedCaller found(Request request, Kind kind) {
    return callers
        .find(request.organisation(), kind, request.path("id"))
        .filter(listed -> mine(request, listed))
        .orElseThrow(Problem::notFound);
  }

  private static boolean mine(Request request, ListedCaller listed) {
    return request.reach() == Reach.ALL
        || listed.userId().filter(request.callerId()::equals).isPresent();
  }

  private static ListedCaller changed(ListedCaller before, JsonObject body) {
    return new ListedCaller(
        before.id(),
        before.userId(),
        before.number(),
        before.prefix(),
        body.getString("reason", before.reason()),
        treatment(before.kind(), body, Optional.of(before.treatment())),
        body.containsKey("expires_at")
            ? Times.optional(body, "expires_at", "/expires_at")
            : before.expiresAt(),
        before.createdAt());
  }

  private static Treatment treatment(Kind kind, JsonObject body, Optional<Treatment> before) {
    return switch (kind) {
      case BLOCKED -> {
        var was = before.map(Treatment.Blocked.class::cast).map(Treatment.Blocked::answer);
        var answer = Optional.ofNullable(body.getString("answer")).map(Answer::of);
        yield new Treatment.Blocked(answer.or(() -> was).orElse(Answer.DECLINE));
      }
      case VIP -> {
        var was = before.map(Treatment.Vip.class::cast).map(Treatment.Vip::outsideHours);
        var through = Optional.ofNullable(body.getBoolean("outside_hours"));
        yield new Treatment.Vip(through.or(() -> was).orElse(false));
      }
    };
  }

  private static JsonObject json(ListedCaller listed) {
    var json =
        new JsonObject()
            .put("id", listed.id())
            .put("user_id", listed.userId().orElse(null))
            .put("number", listed.number())
            .put("match", listed.prefix() ? "prefix" : "exact")
            .put("reason", listed.reason());
    switch (listed.treatment()) {
      case Treatment.Blocked(var answer) -> json.put("answer", answer.code());
      case Treatment.Vip(var outsideHours) -> json.put("outside_hours", outsideHours);
    }
    return json.put("expires_at", listed.expiresAt().orElse(null))
        .put("created_at", listed.createdAt());
  }
}
