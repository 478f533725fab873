package io.pronto.core.routing;

import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import java.time.LocalDate;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which carriers may not carry whose calls, on two days: midnight comes between two looks.
 *
 * @param last the later of the days; what holds on it holds afterwards, until somebody looks again
 */
record CarriersKeptOff(LocalDate last, Set<Off> all) {
  /**
   * One of them.
   *
   * @param organisation {@link #EVERYBODY}'s when the subprocessor is not in force
   */
  record Off(LocalDate day, String organisation, String carrier) {}

  private static final String EVERYBODY = "";

  /** Those of {@code today} and of tomorrow, in one question. */
  static CarriersKeptOff read(Tx tx, LocalDate today) {
    return new CarriersKeptOff(
        today.plusDays(1),
        tx
            .query(
                """
                select day, coalesce(organisation_id, '') as organisation, carrier_id
                  from carriers_kept_off($1)
                """,
                today)
            .stream()
            .map(
                row ->
                    new Off(
                        row.getLocalDate("day"),
                        row.getString("organisation"),
                        row.getString("carrier_id")))
            .collect(Collectors.toUnmodifiableSet()));
  }

  boolean permits(LocalDate today, OrganisationId organisation, String carrier) {
    var day = today.isBefore(last) ? last.minusDays(1) : last;
    return !all.contains(new Off(day, EVERYBODY, carrier))
        && !all.contains(new Off(day, organisation.value(), carrier));
  }
}
