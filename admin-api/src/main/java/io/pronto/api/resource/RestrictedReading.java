package io.pronto.api.resource;

import io.pronto.api.web.Problem;
import io.pronto.api.web.Request;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.db.RestrictedUse;
import io.pronto.core.people.Role;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Opens what somebody has had restricted to whoever says for which use of those that are left (GDPR
 * art. 18(2)), and why: a super administrator, in person. It is in the audit log before anything is
 * shown ({@code restricted.used}).
 */
public final class RestrictedReading {
  private final AuditLog audit;

  /** Writes to {@code audit}. */
  public RestrictedReading(AuditLog audit) {
    this.audit = audit;
  }

  /**
   * For which use {@code request} opens {@code subjectId}; empty where it names no {@code ground}.
   *
   * @throws Problem 403 for anybody but a super administrator who names one, and 422 where it names
   *     no reason
   */
  Optional<RestrictedUse> ground(Request request, String subjectId) {
    var ground = request.query("ground").map(RestrictedUse::of);
    if (ground.isPresent()) {
      note(request, subjectId, ground.get());
    }
    return ground;
  }

  private void note(Request request, String subjectId, RestrictedUse ground) {
    request.member();
    if (request.role() != Role.SUPER_ADMINISTRATOR) {
      throw Problem.forbidden("Only super administrators open what is restricted");
    }
    var reason =
        request
            .query("reason")
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .orElseThrow(
                () ->
                    Problem.invalid(
                        "/query/reason", "required", "Why it is opened is kept in the audit log"));
    var told = new JsonObject().put("ground", ground.text()).put("reason", reason);
    audit.note(request.organisation(), "restricted.used", subjectId, told);
  }
}
