package io.pronto.api.resource;

import io.pronto.api.web.Problem;
import io.pronto.api.web.Request;
import io.pronto.core.audit.AuditLog;
import java.util.List;

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
}
