package io.pronto.sip.flow;

import io.pronto.core.audit.AuditLog;
import io.pronto.core.call.CallCommand;
import io.pronto.core.call.CallId;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps who has listened to whom, how, from when and until when, in the audit log. */
final class Supervisions {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisions.class);

  private final AuditLog audit;

  Supervisions(AuditLog audit) {
    this.audit = audit;
  }

  /** {@code how} has just ended; it is written beside the call, which does not wait for it. */
  void note(OrganisationId organisation, CallId call, CallCommand.Supervise how, Instant since) {
    var told =
        new JsonObject()
            .put("user_id", how.userId())
            .put("mode", how.mode().code())
            .put("from", since.toString())
            .put("until", Instant.now().toString());
    Thread.ofVirtual().name("supervision").start(() -> write(organisation, call, told));
  }

  private void write(OrganisationId organisation, CallId call, JsonObject told) {
    try {
      audit.note(organisation, "call.supervised", call.value(), told);
    } catch (DatabaseUnavailable away) {
      LOG.atError()
          .addKeyValue("call", call)
          .addKeyValue("org", organisation)
          .log("The audit log has not been told of a supervision that ended: {}", told.encode());
    }
  }
}
