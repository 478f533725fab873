package io.pronto.core.retention;

import io.pronto.core.destruction.Category;
import io.pronto.core.destruction.Destruction;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a certificate tells of rows that were deleted. */
final class Certified {
  private Certified() {}

  /**
   * Of {@code rows}, one at least.
   *
   * @param organisation whose they were; empty where they were the operator's
   * @param id the column that names them
   * @param time the column that says what time they are of
   */
  static Destruction of(
      Category category,
      Optional<OrganisationId> organisation,
      List<Row> rows,
      String id,
      String time,
      String rule) {
    var times =
        rows.stream()
            .map(row -> row.getOffsetDateTime(time).toInstant())
            .sorted(Comparator.naturalOrder())
            .toList();
    return new Destruction(
        category,
        organisation,
        rows.size(),
        rows.stream().map(row -> row.getString(id)).toList(),
        rule,
        Optional.of(times.getFirst()),
        Optional.of(after(times.getLast())),
        List.of());
  }

  /** The first moment after it that PostgreSQL knows. */
  static Instant after(Instant time) {
    return time.plusNanos(1_000);
  }
}
