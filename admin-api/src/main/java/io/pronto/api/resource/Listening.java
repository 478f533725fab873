package io.pronto.api.resource;

import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.core.audit.AuditEvent;
import io.pronto.core.audit.AuditFilter;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.db.PageRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Writes down who opens what people said, and why, before it is shown. */
public final class Listening {
  private final AuditLog audit;

  /** Writes to {@code audit}. */
  public Listening(AuditLog audit) {
    this.audit = audit;
  }

  /**
   * Somebody is about to hear or read {@code subjectIds}.
   *
   * @throws Problem 422 when the organisation asks for a reason and the request gives none
   */
  void begins(Request request, String action, List<String> subjectIds) {
    var reason = request.query("reason").map(String::strip).filter(text -> !text.isEmpty());
    if (!audit.opened(request.organisation(), action, subjectIds, reason)) {
      throw Problem.invalid(
          "/query/reason", "required", "Your organisation asks for the reason, which is kept");
    }
  }

  /** The id of the caller's last entry about {@code subjectId}: what a copy of it is called. */
  String last(Request request, String action, String subjectId) {
    var own = filter(Optional.of(request.callerId()), action, subjectId);
    return audit.page(request.organisation(), own, PageRequest.first(1)).items().getFirst().id();
  }

  /** A page of who opened {@code subjectId}; why is between them and those who read the log. */
  Reply page(Request request, String action, String subjectId) {
    var all = filter(Optional.empty(), action, subjectId);
    return Reply.page(audit.page(request.organisation(), all, request.page()).map(Listening::json));
  }

  private static AuditFilter filter(Optional<String> actor, String action, String subjectId) {
    return new AuditFilter(
        actor, Optional.of(subjectId), Optional.of(action), Optional.empty(), Optional.empty());
  }

  private static JsonObject json(AuditEvent event) {
    return new JsonObject()
        .put("id", event.id())
        .put("occurred_at", event.occurredAt())
        .put(
            "actor",
            new JsonObject()
                .put("type", event.actorType())
                .put("id", event.actorId().orElse(null))
                .put("email", event.actorEmail().orElse(null)));
  }
}
