package io.pronto.core.rental;

import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.NumberUse;
import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A number on its way through a customer's hands.
 *
 * @param country ISO 3166 alpha-2
 * @param type a {@link io.pronto.core.numbering.NumberType}'s code
 * @param source where the number is from; none once it is given back to its block
 * @param reason why it failed; empty otherwise
 * @param until the deadline of a reservation, or the end of a quarantine
 * @param price what it costs; empty where the operator has set no price
 */
public record Rental(
    String id,
    OrganisationId organisation,
    E164 number,
    String country,
    String type,
    NumberUse use,
    Source source,
    RentalState state,
    String reason,
    Optional<Instant> until,
    Optional<MonthlyPrice> price,
    References references,
    Instant createdAt,
    RentDays rent) {

  /** The operator's own block, or a carrier's wholesale API. */
  public record Source(Optional<String> blockId, Optional<String> providerId) {}

  /** By what the provider knows its offer, its reservation and its order; empty until it does. */
  public record References(String offer, String reservation, String order) {
    /** None yet. */
    public static final References NONE = new References("", "", "");

    /** The same with a reservation. */
    public References reserved(String newOffer, String newReservation) {
      return new References(newOffer, newReservation, order);
    }

    /** The same with an order. */
    public References ordered(String newOrder) {
      return new References(offer, reservation, newOrder.isEmpty() ? order : newOrder);
    }
  }

  /** The first and the last day for which rent is owed; empty until they come. */
  public record RentDays(Optional<LocalDate> from, Optional<LocalDate> to) {
    /** None yet. */
    public static final RentDays NONE = new RentDays(Optional.empty(), Optional.empty());
  }

  /** The same, one step on. */
  Rental moved(RentalState to, Optional<Instant> newUntil) {
    return new Rental(
        id,
        organisation,
        number,
        country,
        type,
        use,
        to.holdsNumber() || source.providerId().isPresent()
            ? source
            : new Source(Optional.empty(), Optional.empty()),
        to,
        reason,
        newUntil,
        price,
        references,
        createdAt,
        rent);
  }

  /** The same, with what the provider calls it. */
  Rental known(References now) {
    return new Rental(
        id,
        organisation,
        number,
        country,
        type,
        use,
        source,
        state,
        reason,
        until,
        price,
        now,
        createdAt,
        rent);
  }

  /** The same, with why it failed. */
  Rental because(String why) {
    return new Rental(
        id,
        organisation,
        number,
        country,
        type,
        use,
        source,
        state,
        why,
        until,
        price,
        references,
        createdAt,
        rent);
  }

  /** The same, with the days of its rent. */
  Rental owed(RentDays days) {
    return new Rental(
        id,
        organisation,
        number,
        country,
        type,
        use,
        source,
        state,
        reason,
        until,
        price,
        references,
        createdAt,
        days);
  }
}
