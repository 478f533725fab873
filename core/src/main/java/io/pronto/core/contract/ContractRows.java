package io.pronto.core.contract;

import io.pronto.core.contract.Contract.Choice;
import io.pronto.core.contract.Contract.State;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Contracts as rows of SQL. */
final class ContractRows {
  private static final String SELECT =
      """
      select organisation_id, state, trial_ends_on, ends_on, announced_at, choice, chosen_at,
             erasure_after_days, erase_on, held, erased_at, forget_on
        from contract where organisation_id = $1\
      """;

  private ContractRows() {}

  static Optional<Contract> read(Tx tx, OrganisationId organisation) {
    return tx.one(SELECT, organisation.value()).map(ContractRows::contract);
  }

  /** The same, and nobody else changes it until {@code tx} ends. */
  static Optional<Contract> locked(Tx tx, OrganisationId organisation) {
    return tx.one(SELECT + " for update", organisation.value()).map(ContractRows::contract);
  }

  static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  private static Contract contract(Row row) {
    return new Contract(
        new OrganisationId(row.getString("organisation_id")),
        State.of(row.getString("state")),
        Optional.ofNullable(row.getLocalDate("trial_ends_on")),
        Optional.ofNullable(row.getLocalDate("ends_on")),
        time(row, "announced_at"),
        Optional.ofNullable(row.getString("choice")).map(Choice::of),
        time(row, "chosen_at"),
        row.getInteger("erasure_after_days"),
        Optional.ofNullable(row.getLocalDate("erase_on")),
        row.getLong("held"),
        time(row, "erased_at"),
        Optional.ofNullable(row.getLocalDate("forget_on")));
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }
}
