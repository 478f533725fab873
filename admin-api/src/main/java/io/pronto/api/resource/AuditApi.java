package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.Principal;
import io.pronto.core.audit.AuditChain;
import io.pronto.core.audit.AuditEvent;
import io.pronto.core.audit.AuditFilter;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.audit.Kept;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The audit log of one's own realm. */
public final class AuditApi implements Resource {
  private final AuditLog log;
  private final AuditChain chain;

  /** Reads {@code log}, and looks whether its {@code chain} is whole. */
  public AuditApi(AuditLog log, AuditChain chain) {
    this.log = log;
    this.chain = chain;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_audit_events", this::list,
        "export_audit_events", this::export,
        "verify_audit_events", this::verify);
  }

  private Reply list(Request request) {
    return Reply.page(page(request, filter(request), request.page()).map(AuditApi::json));
  }

  private Reply export(Request request) {
    var filter = filter(request);
    return AuditCsv.reply(wanted -> page(request, filter, wanted));
  }

  private static AuditFilter filter(Request request) {
    return new AuditFilter(
        request.query("actor_id"),
        request.query("subject_id"),
        request.query("action"),
        request.time("occurred_at[gte]"),
        request.time("occurred_at[lt]"));
  }

  private Page<AuditEvent> page(Request request, AuditFilter filter, PageRequest wanted) {
    return switch (request.signedIn().principal()) {
      case Principal.Operator _ -> log.operators(filter, wanted);
      case Principal.Member _, Principal.Key _ -> log.page(request.organisation(), filter, wanted);
    };
  }

  private Reply verify(Request request) {
    var verdict =
        switch (request.signedIn().principal()) {
          case Principal.Operator _ -> chain.verifyOperators(Kept.NOTHING);
          case Principal.Member _, Principal.Key _ ->
              chain.verify(request.organisation(), Kept.NOTHING);
        };
    return Reply.ok(
        new JsonObject()
            .put("intact", verdict.fault().isEmpty())
            .put("events", verdict.events())
            .put("hash", verdict.hash())
            .put("sealed", verdict.sealed())
            .put("fault", verdict.fault().orElse(null)));
  }

  private static JsonObject json(AuditEvent event) {
    return new JsonObject()
        .put("id", event.id())
        .put("chain", event.chain())
        .put("sequence", event.sequence())
        .put("occurred_at", event.occurredAt())
        .put(
            "actor",
            new JsonObject()
                .put("type", event.actorType())
                .put("id", event.actorId().orElse(null))
                .put("email", event.actorEmail().orElse(null)))
        .put("source", event.source().orElse(null))
        .put("request_id", event.requestId().orElse(null))
        .put("action", event.action())
        .put("subject_id", event.subjectId().orElse(null))
        .put("before", event.before().orElse(null))
        .put("after", event.after().orElse(null))
        .put("hash", event.hash());
  }
}
