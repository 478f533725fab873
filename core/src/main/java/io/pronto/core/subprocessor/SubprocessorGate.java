package io.pronto.core.subprocessor;

import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Whether a way out may be used for an organisation: every one that hands data to somebody asks
 * here before it does. A subprocessor may be used from the day on which its notice takes effect, as
 * long as it is not removed, and not for an organisation whose objection stands. What is the
 * operator's own may always be used, and so may what nobody has named a subprocessor for, which a
 * start and {@code ./pronto check} tell of.
 */
public final class SubprocessorGate {
  private static final String ASK = "select subprocessor_permits($1, $2, $3)";

  private final Database database;
  private final InstantSource clock;

  /** One that asks {@code database}, on the day that {@code clock} shows in Paris. */
  public SubprocessorGate(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Whether it may be used today.
   *
   * @param organisation empty for what is the operator's own, such as mail to its staff
   * @throws io.pronto.core.db.DatabaseUnavailable when nobody knows; it is not used then
   */
  public boolean permits(Optional<OrganisationId> organisation, ProcessedBy by) {
    return permits(organisation, by, WorkingDays.FRANCE.date(clock.instant()));
  }

  /** Whether it may be used for {@code organisation} today. */
  public boolean permits(OrganisationId organisation, ProcessedBy by) {
    return permits(Optional.of(organisation), by);
  }

  /** Whether it may be used on the day {@code on}. */
  public boolean permits(Optional<OrganisationId> organisation, ProcessedBy by, LocalDate on) {
    return switch (by) {
      case ProcessedBy.Named(var id) ->
          database
              .ask(ASK, organisation.map(OrganisationId::value).orElse(null), id, on)
              .orElseThrow()
              .getBoolean(0);
      case ProcessedBy.Ourselves _, ProcessedBy.Unsaid _ -> true;
    };
  }

  /** The same within {@code tx}. */
  public static boolean permits(Tx tx, OrganisationId organisation, ProcessedBy by, LocalDate on) {
    return switch (by) {
      case ProcessedBy.Named(var id) ->
          tx.one(ASK, organisation.value(), id, on).orElseThrow().getBoolean(0);
      case ProcessedBy.Ourselves _, ProcessedBy.Unsaid _ -> true;
    };
  }
}
