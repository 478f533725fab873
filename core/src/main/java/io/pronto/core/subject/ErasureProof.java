package io.pronto.core.subject;

import io.pronto.core.db.Tx;
import io.pronto.core.destruction.Category;
import io.pronto.core.destruction.Destruction;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Certificates of what an erasure has deleted. */
final class ErasureProof {
  private static final String RULE = "%s, on the organisation's instruction (GDPR art. 17)";
  private static final String SEALED =
      "%s: a pseudonym in its place (GDPR art. 17), the original sealed until its day (R.10-13)";

  private final DestructionCertificates certificates;

  ErasureProof(DestructionCertificates certificates) {
    this.certificates = certificates;
  }

  /** Of what the organisation had written down at a place. */
  void ofSettings(
      Tx tx, OrganisationId organisation, String erasure, String place, List<String> ids) {
    for (int from = 0; from < ids.size(); from += Destruction.OBJECTS) {
      var some = ids.subList(from, Math.min(ids.size(), from + Destruction.OBJECTS));
      certificates.issue(
          tx,
          new Destruction(
              category(place),
              Optional.of(organisation),
              some.size(),
              some,
              RULE.formatted(erasure),
              Optional.empty(),
              Optional.empty(),
              List.of()));
    }
  }

  private static Category category(String place) {
    return switch (place) {
      case "contact" -> Category.CONTACT;
      case "listed_caller" -> Category.LISTED_CALLER;
      case "user_account" -> Category.USER;
      default -> Category.NUMBER_SETTING;
    };
  }

  /** Of a batch of calls, with what was made of them. */
  void ofCalls(
      Tx tx,
      OrganisationId organisation,
      String erasure,
      List<Row> calls,
      List<Row> recordings,
      List<Row> transcripts) {
    of(
        tx,
        organisation,
        Category.CALL_DETAIL_RECORD_SEALED,
        calls,
        "started_at",
        SEALED.formatted(erasure));
    of(tx, organisation, Category.RECORDING, recordings, "started_at", RULE.formatted(erasure));
    of(tx, organisation, Category.TRANSCRIPT, transcripts, "spoken_at", RULE.formatted(erasure));
  }

  private void of(
      Tx tx,
      OrganisationId organisation,
      Category category,
      List<Row> rows,
      String time,
      String rule) {
    if (rows.isEmpty()) {
      return;
    }
    var times =
        rows.stream()
            .map(row -> row.getOffsetDateTime(time).toInstant())
            .sorted(Comparator.naturalOrder())
            .toList();
    certificates.issue(
        tx,
        new Destruction(
            category,
            Optional.of(organisation),
            rows.size(),
            rows.stream().map(row -> row.getString("id")).limit(Destruction.OBJECTS).toList(),
            rule,
            Optional.of(times.getFirst()),
            Optional.of(after(times.getLast())),
            List.of()));
  }

  /** Of a row of {@code erase_events}. */
  void ofEvents(Tx tx, OrganisationId organisation, String erasure, Row gone) {
    certificates.issue(
        tx,
        new Destruction(
            Category.EVENT,
            Optional.of(organisation),
            gone.getLong("gone"),
            List.of(),
            RULE.formatted(erasure),
            Optional.of(gone.getOffsetDateTime("earliest").toInstant()),
            Optional.of(after(gone.getOffsetDateTime("latest").toInstant())),
            List.of()));
  }

  /** The first moment after it that PostgreSQL knows. */
  private static Instant after(Instant time) {
    return time.plusNanos(1_000);
  }
}
