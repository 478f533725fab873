package io.pronto.core.rental;

import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.numbering.PhoneNumber;
import io.pronto.core.rental.Rental.RentDays;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/** The steps from state to state, each with its rows and its event, in the caller's transaction. */
final class RentalSteps {
  /** Whose days rent is counted in: the operator's. */
  static final ZoneId DAYS = ZoneId.of("Europe/Paris");

  private final Outbox outbox;
  private final InstantSource clock;

  RentalSteps(Outbox outbox, InstantSource clock) {
    this.outbox = outbox;
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  private LocalDate today() {
    return LocalDate.ofInstant(now(), DAYS);
  }

  /** A new rental, from nothing. */
  Rental begin(Tx tx, Rental rental) {
    RentalRows.insert(tx, rental);
    return told(tx, rental);
  }

  /** Becomes the customer's. */
  Rental activate(Tx tx, Rental rental) {
    var active =
        to(
            tx,
            rental.owed(new RentDays(Optional.of(today()), Optional.empty())),
            RentalState.ACTIVE,
            Optional.empty());
    makeCallable(tx, active);
    return active;
  }

  /** One that is active from the beginning. */
  Rental beginActive(Tx tx, Rental rental) {
    var active = rental.owed(new RentDays(Optional.of(today()), Optional.empty()));
    RentalRows.insert(tx, active);
    makeCallable(tx, active);
    return told(tx, active);
  }

  private static void makeCallable(Tx tx, Rental active) {
    tx.query("select activate_number($1)", active.id());
  }

  /** Is given back, and nobody's for a while. */
  Rental release(Tx tx, Rental rental) {
    var policy = NumberPolicies.in(tx, rental.country(), rental.type());
    var until = now().plus(Duration.ofDays(policy.quarantineDays()));
    var released =
        to(
            tx,
            rental.owed(new RentDays(rental.rent().from(), Optional.of(today()))),
            RentalState.QUARANTINED,
            Optional.of(until));
    if (rental.source().providerId().isPresent()) {
      RentalTasks.put(tx, released, RentalTask.Kind.RELEASE, now());
    }
    return policy.quarantineDays() == 0 ? end(tx, released, RentalState.AVAILABLE) : released;
  }

  /** Is over in {@code state}, and the number is free. */
  Rental end(Tx tx, Rental rental, RentalState state) {
    var ended = to(tx, rental, state, Optional.empty());
    if (rental.source().blockId().isPresent()) {
      tx.query("select free_number($1)", rental.number().value());
    } else if (rental.state() == RentalState.RESERVING || rental.state() == RentalState.RESERVED) {
      RentalTasks.put(tx, ended, RentalTask.Kind.UNRESERVE, now());
    }
    return ended;
  }

  /** One step on; the event is the last thing that is written. */
  Rental to(Tx tx, Rental rental, RentalState state, Optional<Instant> until) {
    if (!rental.state().next().contains(state)) {
      throw new RentalRefused(
          RentalRefused.Reason.WRONG_STATE,
          "The rental is " + rental.state().code() + ", and cannot become " + state.code());
    }
    var moved = rental.moved(state, until);
    RentalRows.update(tx, moved);
    return told(tx, moved);
  }

  /**
   * Tells that a number was given back that nobody had rented, such as one that came by porting.
   */
  void tellReleased(Tx tx, PhoneNumber released) {
    outbox.append(
        tx,
        RentalState.QUARANTINED.event(),
        new JsonObject()
            .put("number", released.number().value())
            .put("country", released.country())
            .put("type", released.type()));
  }

  private Rental told(Tx tx, Rental rental) {
    var data =
        new JsonObject()
            .put("rental_id", rental.id())
            .put("number", rental.number().value())
            .put("country", rental.country())
            .put("type", rental.type());
    rental.until().ifPresent(until -> data.put("until", until.toString()));
    if (!rental.reason().isEmpty()) {
      data.put("reason", rental.reason());
    }
    outbox.append(tx, rental.state().event(), data);
    return rental;
  }
}
