package io.pronto.core.authority;

import io.pronto.core.archive.ArchivedRecord.Kind;
import io.pronto.core.db.Tx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Requests and disclosures as rows. */
final class RequestRows {
  static final String SELECT =
      """
      select id, authority, reference, legal_basis, kinds, numbers, emails, since, until, received_at,
             due_by, notice_forbidden_until, notice_forbidden_reason, filed_by, filed_at, approved_by,
             approved_at, refused_by, refused_at, refusal_reason, silence_by, silence_asked_until,
             silence_asked_reason, silence_asked_by, silence_asked_at
        from authority_request\
      """;

  private RequestRows() {}

  static Optional<AuthorityRequest> read(Tx tx, String id, String lock) {
    return tx.one(SELECT + " where id = $1" + lock, id)
        .map(row -> request(row, disclosures(tx, List.of(id))));
  }

  /** All of {@code ids}, by request. */
  static Map<String, List<Disclosure>> disclosures(Tx tx, List<String> ids) {
    var all = new HashMap<String, List<Disclosure>>();
    tx.query(
            """
            select id, request_id, handover_id, disclosed_at, counts, sha256
              from authority_disclosure where request_id = any($1) order by id
            """,
            (Object) ids.toArray(String[]::new))
        .forEach(
            row ->
                all.computeIfAbsent(row.getString("request_id"), _ -> new ArrayList<>())
                    .add(disclosure(row)));
    return all;
  }

  private static Disclosure disclosure(Row row) {
    var counts = new LinkedHashMap<String, Long>();
    row.getJsonObject("counts")
        .forEach(each -> counts.put(each.getKey(), ((Number) each.getValue()).longValue()));
    return new Disclosure(
        row.getString("id"),
        row.getString("handover_id"),
        row.getOffsetDateTime("disclosed_at").toInstant(),
        counts,
        Optional.ofNullable(row.getString("sha256")));
  }

  static void insert(Tx tx, String requestId, Disclosure disclosure) {
    var counts = new JsonObject();
    disclosure.counts().forEach(counts::put);
    tx.update(
        """
        insert into authority_disclosure (id, request_id, handover_id, disclosed_at, counts, sha256)
        values ($1, $2, $3, $4, $5, $6)
        """,
        disclosure.id(),
        requestId,
        disclosure.handoverId(),
        sql(disclosure.at()),
        counts,
        disclosure.sha256().orElse(null));
  }

  static AuthorityRequest request(Row row, Map<String, List<Disclosure>> disclosures) {
    var id = row.getString("id");
    return new AuthorityRequest(
        id,
        row.getString("authority"),
        row.getString("reference"),
        row.getString("legal_basis"),
        new Asked(
            Stream.of(row.getArrayOfStrings("kinds")).map(Kind::of).collect(Collectors.toSet()),
            List.of(row.getArrayOfStrings("numbers")),
            List.of(row.getArrayOfStrings("emails")),
            row.getOffsetDateTime("since").toInstant(),
            row.getOffsetDateTime("until").toInstant()),
        row.getOffsetDateTime("received_at").toInstant(),
        time(row, "due_by"),
        silence(row, "notice_forbidden"),
        Optional.ofNullable(row.getString("silence_by")),
        time(row, "silence_asked_at")
            .map(
                at ->
                    new SilenceAsked(
                        silence(row, "silence_asked"), row.getString("silence_asked_by"), at)),
        row.getString("filed_by"),
        row.getOffsetDateTime("filed_at").toInstant(),
        decision(row),
        disclosures.getOrDefault(id, List.of()));
  }

  private static Optional<Silence> silence(Row row, String which) {
    return Optional.ofNullable(row.getLocalDate(which + "_until"))
        .map(day -> new Silence(day, row.getString(which + "_reason")));
  }

  private static Optional<AuthorityRequest.Decision> decision(Row row) {
    return time(row, "approved_at")
        .map(
            at -> new AuthorityRequest.Decision(Optional.empty(), row.getString("approved_by"), at))
        .or(
            () ->
                time(row, "refused_at")
                    .map(
                        at ->
                            new AuthorityRequest.Decision(
                                Optional.of(row.getString("refusal_reason")),
                                row.getString("refused_by"),
                                at)));
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }

  static OffsetDateTime sql(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
