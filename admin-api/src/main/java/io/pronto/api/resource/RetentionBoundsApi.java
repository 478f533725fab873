package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.destruction.Category;
import io.pronto.core.retention.RetentionBound;
import io.pronto.core.retention.RetentionBounds;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Period;
import java.util.Map;
import java.util.OptionalInt;

/** How long the operator lets organisations keep things. */
public final class RetentionBoundsApi implements Resource {
  private final RetentionBounds bounds;

  /** Keeps it in {@code bounds}. */
  public RetentionBoundsApi(RetentionBounds bounds) {
    this.bounds = bounds;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_retention_bounds", this::list,
        "get_retention_bound", this::read,
        "replace_retention_bound", this::replace);
  }

  private Reply list(Request request) {
    return Reply.ok(
        new JsonObject()
            .put("data", new JsonArray(bounds.list().stream().map(RetentionJson::of).toList())));
  }

  private Reply read(Request request) {
    return Reply.ok(RetentionJson.of(bounds.find(category(request))));
  }

  private Reply replace(Request request) {
    var body = request.body();
    int minimum = body.getInteger("minimum_days");
    int maximum = body.getInteger("maximum_days");
    if (maximum < minimum) {
      throw Problem.invalid(
          "/maximum_days", "below_minimum", "Must be at least minimum_days, " + minimum);
    }
    var wanted =
        new RetentionBound(
            category(request),
            OptionalInt.of(minimum),
            OptionalInt.of(maximum),
            Period.parse(body.getString("default")));
    return Reply.ok(
        RetentionJson.of(
            bounds.put(wanted, before -> request.requireMatch(RetentionJson.of(before)))));
  }

  private static Category category(Request request) {
    return Category.of(request.path("category"));
  }
}
