package io.pronto.core.rental;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What providers' answers and the passing of time make of rentals. An answer to what is no longer
 * asked changes nothing but what must be undone.
 */
public final class RentalAnswers {
  private static final Duration FIRST_LOOK = Duration.ofSeconds(2);
  private static final int AT_ONCE = 500;

  private final Database database;
  private final InstantSource clock;
  private final RentalSteps steps;

  /** Writes them to {@code database}, tells of each step through {@code outbox}. */
  public RentalAnswers(Database database, Outbox outbox, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    this.steps = new RentalSteps(outbox, clock);
  }

  /** The rental of a task. */
  public Optional<Rental> rental(RentalTask task) {
    return database.in(
        task.organisation(),
        tx ->
            tx.one(RentalRows.SELECT + " where id = $1", task.rentalId()).map(RentalRows::rental));
  }

  /**
   * The provider holds the number.
   *
   * @param until for how long; empty where it has no reservations, or no end of them
   */
  public void reserved(RentalTask task, String offer, String reservation, Optional<Instant> until) {
    answer(
        task,
        (tx, rental, _) -> {
          var known = rental.known(rental.references().reserved(offer, reservation));
          if (!rental.state().holdsNumber()) {
            RentalRows.update(tx, known);
            RentalTasks.put(tx, known, RentalTask.Kind.UNRESERVE, clock.instant());
            return known;
          }
          if (rental.state() != RentalState.RESERVING) {
            return rental;
          }
          var ours = rental.until().orElse(Instant.MAX);
          var deadline = until.filter(theirs -> theirs.isBefore(ours)).orElse(ours);
          return steps.to(tx, known, RentalState.RESERVED, Optional.of(deadline));
        });
  }

  /** The provider has the order and is at it; it is looked at again. */
  public void pending(RentalTask task, String order) {
    answer(
        task,
        (tx, rental, _) -> {
          var known = rental.known(rental.references().ordered(order));
          RentalRows.update(tx, known);
          if (rental.state() == RentalState.ORDERED) {
            RentalTasks.put(tx, known, RentalTask.Kind.CHECK, clock.instant().plus(FIRST_LOOK));
          }
          return known;
        });
  }

  /** The number is ours. */
  public void delivered(RentalTask task, String order) {
    answer(
        task,
        (tx, rental, _) -> {
          var known = rental.known(rental.references().ordered(order));
          return rental.state() == RentalState.ORDERED ? steps.activate(tx, known) : known;
        });
  }

  /** The provider will not. */
  public void refused(RentalTask task, String reason) {
    answer(
        task,
        (tx, rental, asked) ->
            asked && rental.state().next().contains(RentalState.FAILED)
                ? steps.to(tx, rental.because(reason), RentalState.FAILED, Optional.empty())
                : rental);
  }

  /**
   * Nobody asks the provider; where it holds the number for an order, it is to hold it no longer.
   */
  public void notAsked(RentalTask task, String reason) {
    answer(
        task,
        (tx, rental, asked) -> {
          if (!asked || !rental.state().next().contains(RentalState.FAILED)) {
            return rental;
          }
          var failed = steps.to(tx, rental.because(reason), RentalState.FAILED, Optional.empty());
          if (task.kind() == RentalTask.Kind.ORDER) {
            RentalTasks.put(tx, failed, RentalTask.Kind.UNRESERVE, clock.instant());
          }
          return failed;
        });
  }

  /** The provider holds the number no longer, or has it back. */
  public void done(RentalTask task) {
    answer(task, (_, rental, _) -> rental);
  }

  /** Ends what is over: reservations at their deadline, quarantines at their end. */
  public int sweep() {
    var over =
        database.asStranger(
            tx ->
                tx.query(
                    "select * from rentals_over($1, $2)",
                    RentalRows.sql(clock.instant()),
                    AT_ONCE));
    over.forEach(
        row ->
            end(new OrganisationId(row.getString("organisation_id")), row.getString("rental_id")));
    return over.size();
  }

  private void end(OrganisationId organisation, String id) {
    database.in(
        organisation,
        tx ->
            RentalRows.locked(tx, id)
                .filter(
                    rental -> rental.until().filter(at -> !at.isAfter(clock.instant())).isPresent())
                .map(
                    rental ->
                        steps.end(
                            tx,
                            rental,
                            rental.state() == RentalState.QUARANTINED
                                ? RentalState.AVAILABLE
                                : RentalState.EXPIRED)));
  }

  private interface Change {
    /** What becomes of a rental; {@code asked} is false where the task was another's meanwhile. */
    Rental of(Tx tx, Rental rental, boolean asked);
  }

  /** Locks the rental first, as whoever changes its task does. */
  private void answer(RentalTask task, Change change) {
    database.in(
        task.organisation(),
        tx ->
            RentalRows.locked(tx, task.rentalId())
                .map(rental -> change.of(tx, rental, RentalTasks.done(tx, task))));
  }
}
