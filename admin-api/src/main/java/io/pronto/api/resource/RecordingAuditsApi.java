package io.pronto.api.resource;

import io.pronto.api.contract.Fault;
import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.manifest.Outcome;
import io.pronto.core.recording.RecordingAudit;
import io.pronto.core.recording.RecordingAuditStore;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;

/** What nightly audits of recordings came to. */
public final class RecordingAuditsApi implements Resource {
  private final RecordingAuditStore audits;

  /** Reads {@code audits}. */
  public RecordingAuditsApi(RecordingAuditStore audits) {
    this.audits = audits;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("list_recording_audits", this::list);
  }

  private Reply list(Request request) {
    var day = request.query("day").map(RecordingAuditsApi::day);
    return Reply.page(
        audits.page(request.organisation(), day, request.page()).map(RecordingAuditsApi::json));
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw Problem.malformed(
          "invalid_parameter",
          "A parameter cannot be read; see errors",
          List.of(new Fault("/query/day", "malformed", "Must be a day that exists")));
    }
  }

  private static JsonObject json(RecordingAudit audit) {
    return new JsonObject()
        .put("id", audit.id())
        .put("day", audit.day().toString())
        .put("node", audit.node())
        .put("audited_by", audit.auditedBy())
        .put("audited_at", audit.auditedAt())
        .put("planned", audit.planned())
        .put("available", audit.count(Outcome.AVAILABLE))
        .put("empty", audit.count(Outcome.EMPTY))
        .put("refused", audit.count(Outcome.REFUSED))
        .put("failed", audit.count(Outcome.FAILED))
        .put("deleted", audit.deleted())
        .put("unaccounted", audit.unaccounted())
        .put("completeness", audit.completeness())
        .put("findings", audit.findings());
  }
}
