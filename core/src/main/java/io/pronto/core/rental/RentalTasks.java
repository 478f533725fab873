package io.pronto.core.rental;

import io.pronto.core.db.Database;
import io.pronto.core.db.StorableText;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What is to be asked of providers. A task is written in the transaction that wants it, before
 * anybody is asked, and is there until it is answered: nothing that was ordered is forgotten. Of a
 * rental there is one at a time, and whoever claims it has it until the lease ends.
 */
public final class RentalTasks {
  private static final int LONGEST_ERROR = 500;

  private final Database database;
  private final InstantSource clock;

  /** Keeps them in {@code database}, due by {@code clock}. */
  public RentalTasks(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Takes the one that has been due for longest. */
  public Optional<RentalTask> claim(Duration lease) {
    return database
        .asStranger(
            tx ->
                tx.one(
                    "select * from claim_number_task($1, $2)",
                    RentalRows.sql(clock.instant()),
                    (int) lease.toSeconds()))
        .map(
            row ->
                new RentalTask(
                    row.getString("rental_id"),
                    new OrganisationId(row.getString("organisation_id")),
                    RentalTask.Kind.of(row.getString("kind")),
                    row.getInteger("attempts")));
  }

  /** Has it tried again after {@code wait}; {@code error} says what went wrong. */
  public void later(RentalTask task, Duration wait, String error) {
    database.in(
        task.organisation(),
        tx ->
            tx.update(
                """
                update number_task set due_at = $4, lease_until = null, error = $5
                 where rental_id = $1 and kind = $2 and attempts = $3
                """,
                task.rentalId(),
                task.kind().code(),
                task.attempts(),
                RentalRows.sql(clock.instant().plus(wait)),
                StorableText.of(error, LONGEST_ERROR)));
  }

  /** Has the order of a rental looked at now, if it is waited for. */
  public void hurry(OrganisationId organisation, String rentalId) {
    database.in(
        organisation,
        tx ->
            tx.update(
                """
                update number_task set due_at = $2, kind = kind
                 where rental_id = $1 and kind = 'check'
                """,
                rentalId,
                RentalRows.sql(clock.instant())));
  }

  /** Wants {@code kind} for a rental, in the place of whatever was wanted. */
  static void put(Tx tx, Rental rental, RentalTask.Kind kind, Instant due) {
    tx.update(
        """
        insert into number_task (rental_id, organisation_id, kind, due_at) values ($1, $2, $3, $4)
        on conflict (rental_id) do update
          set kind = excluded.kind, due_at = excluded.due_at, attempts = 0, lease_until = null,
              error = ''
        """,
        rental.id(),
        rental.organisation().value(),
        kind.code(),
        RentalRows.sql(due));
  }

  /** It is answered. False if it had been wanted otherwise meanwhile. */
  static boolean done(Tx tx, RentalTask task) {
    return tx.update(
            "delete from number_task where rental_id = $1 and kind = $2 and attempts = $3",
            task.rentalId(),
            task.kind().code(),
            task.attempts())
        > 0;
  }
}
