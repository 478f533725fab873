package io.pronto.core.subject;

import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.subject.SubjectRequest.Action;
import io.pronto.core.subject.SubjectRequest.Content;
import io.pronto.core.subject.SubjectRequest.Instruction;
import io.pronto.core.subject.SubjectRequest.Kind;
import io.pronto.core.subject.SubjectRequest.Receiver;
import io.pronto.core.subject.SubjectRequest.State;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;

/** Requests as rows have them. */
final class RequestRows {
  private final SubjectSeal seal;

  RequestRows(SubjectSeal seal) {
    this.seal = seal;
  }

  /** With what it says. */
  SubjectRequest whole(Row row) {
    var content = content(seal.open(row.getString("id"), row.getBuffer("sealed")));
    var instruction =
        Optional.ofNullable(row.getString("action"))
            .map(
                action ->
                    new Instruction(
                        Action.of(action),
                        row.getString("instructed_by"),
                        row.getOffsetDateTime("instructed_at").toInstant()));
    return read(row, Optional.of(row.getString("filed_by")), instruction, Optional.of(content));
  }

  /** That it is there, and its clock. */
  static SubjectRequest clock(Row row) {
    return read(row, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static SubjectRequest read(
      Row row,
      Optional<String> filedBy,
      Optional<Instruction> instruction,
      Optional<Content> content) {
    return new SubjectRequest(
        row.getString("id"),
        new OrganisationId(row.getString("organisation_id")),
        Kind.of(row.getString("kind")),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        Receiver.valueOf(row.getString("received_by").toUpperCase(Locale.ROOT)),
        time(row, "received_at").orElseThrow(),
        time(row, "filed_at").orElseThrow(),
        filedBy,
        row.getLocalDate("due_on"),
        time(row, "extended_at"),
        instruction,
        time(row, "answered_at"),
        content);
  }

  static JsonObject json(Content content) {
    return new JsonObject()
        .put("subject", content.subject())
        .put("details", content.details())
        .put("note", content.note().orElse(null))
        .put("extension_reason", content.extensionReason().orElse(null));
  }

  static Content content(JsonObject json) {
    return new Content(
        json.getString("subject"),
        json.getString("details"),
        Optional.ofNullable(json.getString("note")),
        Optional.ofNullable(json.getString("extension_reason")));
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }
}
