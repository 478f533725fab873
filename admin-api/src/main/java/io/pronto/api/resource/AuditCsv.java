package io.pronto.api.resource;

import io.pronto.api.web.CsvWriter;
import io.pronto.api.web.Reply;
import io.pronto.core.audit.AuditEvent;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Events of the audit log as a table, the oldest first, read and sent a thousand at a time. */
final class AuditCsv {
  private static final int AT_ONCE = 1_000;
  private static final List<String> HEADER =
      List.of(
          "sequence",
          "id",
          "occurred_at",
          "chain",
          "actor_type",
          "actor_id",
          "actor_email",
          "source",
          "request_id",
          "action",
          "subject_id",
          "before",
          "after",
          "hash");

  private AuditCsv() {}

  static Reply reply(Function<PageRequest, Page<AuditEvent>> pages) {
    var headers =
        Map.of(
            "Content-Type", "text/csv; charset=utf-8; header=present",
            "Content-Disposition", "attachment; filename=\"audit_events.csv\"");
    return new Reply.Bytes(200, headers, -1, out -> write(pages, out));
  }

  private static void write(Function<PageRequest, Page<AuditEvent>> pages, OutputStream out)
      throws IOException {
    var csv = new CsvWriter(out);
    csv.row(HEADER);
    var request = new PageRequest(AT_ONCE, Optional.empty(), Optional.empty(), false);
    while (true) {
      var page = pages.apply(request);
      for (var event : page.items()) {
        csv.row(row(event));
      }
      if (page.next().isEmpty()) {
        csv.flush();
        return;
      }
      request = new PageRequest(AT_ONCE, page.next(), Optional.empty(), false);
    }
  }

  private static List<String> row(AuditEvent event) {
    return List.of(
        Long.toString(event.sequence()),
        event.id(),
        event.occurredAt().toString(),
        event.chain(),
        event.actorType(),
        event.actorId().orElse(""),
        event.actorEmail().orElse(""),
        event.source().orElse(""),
        event.requestId().orElse(""),
        event.action(),
        event.subjectId().orElse(""),
        event.before().map(JsonObject::encode).orElse(""),
        event.after().map(JsonObject::encode).orElse(""),
        event.hash());
  }
}
