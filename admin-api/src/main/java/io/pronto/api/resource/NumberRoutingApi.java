package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.publishing.Publishing;
import io.pronto.core.rules.AccessCodes;
import io.pronto.core.rules.NumberRoutingStore;
import io.pronto.core.rules.RoutingVersion;
import java.util.Map;
import java.util.Optional;

/** What numbers do with their calls beside ringing their users. */
public final class NumberRoutingApi implements Resource {
  private final NumberRoutingStore routings;
  private final TestedChanges changes;
  private final AccessCodes codes;

  /** Keeps it in {@code routings}, by way of {@code publishing}. */
  public NumberRoutingApi(NumberRoutingStore routings, Publishing publishing, AccessCodes codes) {
    this.routings = routings;
    this.changes = new TestedChanges(publishing);
    this.codes = codes;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("get_number_routing", this::read, "update_number_routing", this::change);
  }

  private Reply read(Request request) {
    return routings
        .find(request.organisation(), request.path("number"))
        .map(routing -> Reply.ok(NumberRoutingJson.of(routing)))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    return changes
        .make(request.organisation(), () -> published(request))
        .map(version -> Reply.ok(NumberRoutingJson.of(version.routing())))
        .orElseThrow(Problem::notFound);
  }

  private Optional<RoutingVersion> published(Request request) {
    return routings.publish(
        request.organisation(),
        request.path("number"),
        Optional.empty(),
        Optional.empty(),
        before -> {
          request.requireMatch(NumberRoutingJson.of(before));
          return NumberRoutingJson.changed(before, request.body(), codes);
        });
  }
}
