package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.subject.RestrictionRefused;
import io.pronto.core.subject.Restrictions;
import java.util.Map;

/** Whose data are kept and used no longer, and who says that they are again. */
public final class RestrictionsApi implements Resource {
  private final Restrictions restrictions;

  /** Keeps them in {@code restrictions}; they begin with the request of whom they are about. */
  public RestrictionsApi(Restrictions restrictions) {
    this.restrictions = restrictions;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_restrictions", this::list,
        "get_restriction", this::read,
        "lift_restriction", this::lift);
  }

  private Reply list(Request request) {
    return Reply.page(
        restrictions.list(request.organisation(), request.page()).map(SubjectJson::of));
  }

  private Reply read(Request request) {
    return Reply.ok(
        SubjectJson.of(
            restrictions
                .find(request.organisation(), request.path("id"))
                .orElseThrow(Problem::notFound)));
  }

  private Reply lift(Request request) {
    var by = request.member();
    var id =
        restrictions
            .find(by.organisation(), request.path("id"))
            .orElseThrow(Problem::notFound)
            .id();
    var informedAt =
        Times.optional(request.body(), "informed_at", "/informed_at")
            .orElseThrow(() -> Problem.invalid("/informed_at", "required", "Is missing"));
    var note = request.body().getString("note", "").strip();
    if (note.isEmpty()) {
      throw Problem.invalid("/note", "required", "Is missing");
    }
    try {
      return restrictions
          .lift(by.organisation(), id, informedAt, note, by.id())
          .map(lifted -> Reply.ok(SubjectJson.of(lifted)))
          .orElseThrow(Problem::notFound);
    } catch (RestrictionRefused refused) {
      throw switch (refused.reason()) {
        case ALREADY_LIFTED -> Problem.conflict(refused.reason().code(), refused.getMessage());
        case NOT_INFORMED ->
            Problem.invalid("/informed_at", refused.reason().code(), refused.getMessage());
      };
    }
  }
}
