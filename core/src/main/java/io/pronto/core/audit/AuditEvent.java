package io.pronto.core.audit;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Something that somebody did.
 *
 * @param chain the id of the organisation that it concerns, or {@code operator}
 * @param sequence 1, 2, 3, … within the chain, without a gap
 * @param actorType {@code user}, {@code operator}, {@code key} or {@code server}
 * @param actorEmail as it was then
 * @param source the address that the request came from
 * @param action what it concerns, and what became of it: {@code device.changed}
 * @param before what changed, as it was; secrets are masked
 * @param after what changed, as it is now; for what leaves no change behind, its particulars
 * @param hash of this event and the hash before it, 64 hexadecimal digits
 */
public record AuditEvent(
    String id,
    String chain,
    long sequence,
    Instant occurredAt,
    String actorType,
    Optional<String> actorId,
    Optional<String> actorEmail,
    Optional<String> source,
    Optional<String> requestId,
    String action,
    Optional<String> subjectId,
    Optional<JsonObject> before,
    Optional<JsonObject> after,
    String hash) {
  static AuditEvent of(Row row) {
    return new AuditEvent(
        row.getString("id"),
        row.getString("chain"),
        row.getLong("sequence"),
        row.getOffsetDateTime("occurred_at").toInstant(),
        row.getString("actor_type"),
        Optional.ofNullable(row.getString("actor_id")),
        Optional.ofNullable(row.getString("actor_email")),
        Optional.ofNullable(row.getString("source")),
        Optional.ofNullable(row.getString("request_id")),
        row.getString("action"),
        Optional.ofNullable(row.getString("subject_id")),
        Optional.ofNullable(row.getJsonObject("before")),
        Optional.ofNullable(row.getJsonObject("after")),
        HexFormat.of().formatHex(row.getBuffer("hash").getBytes()));
  }
}
