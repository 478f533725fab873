package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.destruction.Category;
import io.pronto.core.retention.NothingToConfirm;
import io.pronto.core.retention.RetentionBound;
import io.pronto.core.retention.RetentionBounds;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Period;
import java.util.Map;
import java.util.OptionalInt;

/** How long the operator lets organisations keep things. */
public final class RetentionBoundsApi implements Resource {
  private static final String NONE_WAITS = "No change waits to be confirmed";

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
        "replace_retention_bound", this::replace,
        "preview_retention_bound", this::preview,
        "confirm_retention_bound_change", this::confirm,
        "withdraw_retention_bound_change", this::withdraw);
  }

  private Reply list(Request request) {
    return Reply.ok(
        new JsonObject()
            .put("data", new JsonArray(bounds.states().stream().map(RetentionJson::of).toList())));
  }

  private Reply read(Request request) {
    return Reply.ok(RetentionJson.of(bounds.find(category(request))));
  }

  private Reply replace(Request request) {
    return Reply.ok(
        RetentionJson.of(
            bounds.put(
                wanted(request),
                request.callerId(),
                before -> request.requireMatch(RetentionJson.of(before)))));
  }

  private Reply preview(Request request) {
    return Reply.ok(RetentionJson.of(bounds.preview(wanted(request))));
  }

  private Reply confirm(Request request) {
    try {
      return Reply.ok(RetentionJson.of(bounds.confirm(category(request), request.callerId())));
    } catch (NothingToConfirm refused) {
      throw refused.isOwnChange()
          ? Problem.conflict(
              "second_person_needed",
              "You have asked for it yourself: another account of the operator's must confirm it")
          : Problem.conflict("no_change_waits", NONE_WAITS);
    }
  }

  private Reply withdraw(Request request) {
    if (!bounds.withdraw(category(request))) {
      throw Problem.conflict("no_change_waits", "No change waits");
    }
    return Reply.gone(true);
  }

  private static RetentionBound wanted(Request request) {
    var body = request.body();
    int minimum = body.getInteger("minimum_days");
    int maximum = body.getInteger("maximum_days");
    if (maximum < minimum) {
      throw Problem.invalid(
          "/maximum_days", "below_minimum", "Must be at least minimum_days, " + minimum);
    }
    return new RetentionBound(
        category(request),
        OptionalInt.of(minimum),
        OptionalInt.of(maximum),
        Period.parse(body.getString("default")));
  }

  private static Category category(Request request) {
    return Category.of(request.path("category"));
  }
}
