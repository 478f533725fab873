package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.publishing.Publishing;
import io.pronto.core.rules.AccessCodes;
import io.pronto.core.rules.NumberRouting;
import io.pronto.core.rules.NumberRoutingStore;
import io.pronto.core.rules.RoutingVersion;
import io.pronto.core.rules.RoutingVersion.State;
import io.pronto.core.rules.ScheduledAlready;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** What numbers did, do and will do with their calls, version by version. */
public final class RoutingVersionsApi implements Resource {
  /** Who asks for this moment means at once by the time that it is read. */
  private static final Duration PAST = Duration.ofMinutes(1);

  private final NumberRoutingStore routings;
  private final TestedChanges changes;
  private final AccessCodes codes;
  private final InstantSource clock;

  /** Keeps them in {@code routings}, by way of {@code publishing}. */
  public RoutingVersionsApi(
      NumberRoutingStore routings, Publishing publishing, AccessCodes codes, InstantSource clock) {
    this.routings = routings;
    this.changes = new TestedChanges(publishing);
    this.codes = codes;
    this.clock = clock;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_routing_versions", this::list,
        "create_routing_version", this::publish,
        "get_routing_version", this::read,
        "cancel_routing_version", this::cancel);
  }

  private Reply list(Request request) {
    return routings
        .versions(request.organisation(), request.path("number"), request.page())
        .map(page -> Reply.page(page.map(RoutingVersionsApi::json)))
        .orElseThrow(Problem::notFound);
  }

  private Reply publish(Request request) {
    var body = request.body();
    var from = Times.optional(body, "effective_at", "/effective_at");
    if (from.filter(clock.instant().minus(PAST)::isAfter).isPresent()) {
      throw Problem.invalid(
          "/effective_at", "past", "Must not be in the past: leave it out for at once");
    }
    var repeats = Optional.ofNullable(body.getString("repeats"));
    return changes
        .make(request.organisation(), from, () -> published(request, from, repeats))
        .map(version -> Reply.created(json(version)))
        .orElseThrow(Problem::notFound);
  }

  private Optional<RoutingVersion> published(
      Request request, Optional<Instant> from, Optional<String> repeats) {
    try {
      return routings.publish(
          request.organisation(),
          request.path("number"),
          from,
          repeats,
          current ->
              NumberRoutingJson.changed(base(request, repeats, current), request.body(), codes));
    } catch (ScheduledAlready full) {
      throw Problem.conflict(
          "too_many_scheduled",
          NumberRoutingStore.MOST_SCHEDULED + " versions of the number are scheduled: cancel one");
    }
  }

  /** What would be in force then, or the older version that is repeated. */
  private NumberRouting base(Request request, Optional<String> repeats, NumberRouting current) {
    return repeats.isEmpty()
        ? current
        : routings
            .version(request.organisation(), repeats.get())
            .map(RoutingVersion::routing)
            .filter(older -> older.number().equals(current.number()))
            .orElseThrow(
                () -> Problem.invalid("/repeats", "not_found", "Is no version of the number"));
  }

  private Reply read(Request request) {
    return Reply.ok(json(version(request)));
  }

  private RoutingVersion version(Request request) {
    return routings
        .version(request.organisation(), request.path("id"))
        .orElseThrow(Problem::notFound);
  }

  private Reply cancel(Request request) {
    var organisation = request.organisation();
    var version = version(request);
    return Reply.gone(
        changes.make(
            organisation,
            Optional.of(version.effectiveAt()),
            () ->
                routings.cancel(
                    organisation, version.id(), RoutingVersionsApi::refuseUnlessScheduled)));
  }

  private static void refuseUnlessScheduled(RoutingVersion version) {
    if (version.state() != State.SCHEDULED) {
      throw Problem.conflict(
          "version_in_force", "It has been in force: publish another one in its place");
    }
  }

  private static JsonObject json(RoutingVersion version) {
    return new JsonObject()
        .put("id", version.id())
        .mergeIn(NumberRoutingJson.of(version.routing()))
        .put("state", version.state().code())
        .put("effective_at", version.effectiveAt())
        .put("published_at", version.publishedAt())
        .put("published_by", version.publishedBy().orElse(null))
        .put("repeats", version.repeats().orElse(null));
  }
}
