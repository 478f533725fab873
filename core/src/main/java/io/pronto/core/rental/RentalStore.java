package io.pronto.core.rental;

import io.pronto.core.Id;
import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.NumberPlan;
import io.pronto.core.numbering.NumberType;
import io.pronto.core.numbering.NumberUse;
import io.pronto.core.numbering.PhoneNumber;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rental.Rental.Source;
import io.pronto.core.rental.RentalRefused.Reason;
import io.pronto.core.subprocessor.ProcessedBy;
import io.pronto.core.subprocessor.SubprocessorGate;
import java.time.InstantSource;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What customers do with numbers: have them held, order them, give them back. Numbers of the
 * operator's blocks change hands at once; a provider is asked by {@link RentalTasks}.
 */
public final class RentalStore {
  private static final int MOST_HELD = 100;
  private static final String NOT_IN_FORCE =
      "Its provider is not used for you: the subprocessor is not in force, or you object to it; see"
          + " /v1/subprocessors";

  private final Database database;
  private final InstantSource clock;
  private final RentalSteps steps;

  /** Keeps them in {@code database}, tells of each step through {@code outbox}. */
  public RentalStore(Database database, Outbox outbox, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    this.steps = new RentalSteps(outbox, clock);
  }

  /**
   * Has a number held, of a block or else of {@code providerId}.
   *
   * @throws RentalRefused if it cannot be
   */
  public Rental reserve(
      OrganisationId organisation, E164 number, NumberUse use, Optional<String> providerId) {
    return database.in(
        organisation,
        tx -> {
          var kind = kind(tx, number, providerId);
          kind.source().providerId().ifPresent(id -> requirePermitted(tx, organisation, id));
          requirePlan(number, kind, use);
          requireModesty(tx);
          boolean own = kind.source().blockId().isPresent();
          if (own) {
            take(tx, number);
          }
          var policy = NumberPolicies.in(tx, kind.country(), kind.type());
          var state = own ? RentalState.RESERVED : RentalState.RESERVING;
          var rental = steps.begin(tx, fresh(organisation, number, use, kind, policy, state));
          if (!own) {
            RentalTasks.put(tx, rental, RentalTask.Kind.RESERVE, clock.instant());
          }
          return rental;
        });
  }

  /**
   * Rents a number of a block at once.
   *
   * @throws RentalRefused if it is in none, or documents are demanded that are not approved
   */
  public Rental rent(OrganisationId organisation, E164 number, NumberUse use) {
    return database.in(
        organisation,
        tx -> {
          var kind = kind(tx, number, Optional.empty());
          requirePlan(number, kind, use);
          var policy = NumberPolicies.in(tx, kind.country(), kind.type());
          requireDocuments(tx, policy);
          take(tx, number);
          return steps.beginActive(
              tx, fresh(organisation, number, use, kind, policy, RentalState.ACTIVE));
        });
  }

  /**
   * Orders a number that is reserved; empty when there is no such rental.
   *
   * @throws RentalRefused if it is not reserved, or documents are missing
   */
  public Optional<Rental> order(OrganisationId organisation, String id) {
    return database.in(
        organisation,
        tx ->
            RentalRows.locked(tx, id)
                .map(
                    rental -> {
                      requireReserved(rental);
                      rental
                          .source()
                          .providerId()
                          .ifPresent(provider -> requirePermitted(tx, organisation, provider));
                      requireDocuments(tx, NumberPolicies.in(tx, rental.country(), rental.type()));
                      var ordered = steps.to(tx, rental, RentalState.ORDERED, Optional.empty());
                      if (ordered.source().blockId().isPresent()) {
                        return steps.activate(tx, ordered);
                      }
                      RentalTasks.put(tx, ordered, RentalTask.Kind.ORDER, clock.instant());
                      return ordered;
                    }));
  }

  /** Numbers are few: nobody keeps them from others without ordering any. */
  private static void requireModesty(Tx tx) {
    long held =
        tx.one("select count(*) from number_rental where state in ('reserving', 'reserved')")
            .orElseThrow()
            .getLong(0);
    if (held >= MOST_HELD) {
      throw new RentalRefused(
          Reason.TOO_MANY_HELD,
          "%d numbers are reserved: order some, or give some up".formatted(held));
    }
  }

  /** Before anything is asked of a provider, so that it learns nothing of the customer. */
  private void requirePermitted(Tx tx, OrganisationId organisation, String providerId) {
    var by =
        ProcessedBy.of(
            tx.one("select subprocessor_id from number_provider_account($1)", providerId)
                .map(row -> row.getString("subprocessor_id")));
    if (!SubprocessorGate.permits(tx, organisation, by, WorkingDays.FRANCE.date(clock.instant()))) {
      throw new RentalRefused(Reason.SUBPROCESSOR_NOT_IN_FORCE, NOT_IN_FORCE);
    }
  }

  private void requireReserved(Rental rental) {
    if (rental.state() != RentalState.RESERVED) {
      throw new RentalRefused(
          Reason.WRONG_STATE, "The rental is " + rental.state().code() + ", not reserved");
    }
    if (rental.until().filter(until -> !until.isAfter(clock.instant())).isPresent()) {
      throw new RentalRefused(Reason.WRONG_STATE, "The reservation is over: reserve it again");
    }
  }

  /**
   * Gives up a rental that is not ordered yet; empty when there is none.
   *
   * @throws RentalRefused if it has gone further
   */
  public Optional<Rental> cancel(OrganisationId organisation, String id) {
    return database.in(
        organisation,
        tx ->
            RentalRows.locked(tx, id).map(rental -> steps.end(tx, rental, RentalState.CANCELLED)));
  }

  /**
   * Ends the rental of a number that is no longer called, in the transaction that has seen to that.
   */
  public void release(Tx tx, PhoneNumber released) {
    var number = released.number().value();
    tx.one(RentalRows.SELECT + " where number = $1 and state = 'active' for update", number)
        .map(RentalRows::rental)
        .ifPresentOrElse(
            rental -> steps.release(tx, rental),
            () -> {
              tx.query("select free_number($1)", number);
              steps.tellReleased(tx, released);
            });
  }

  /** The one of that id. */
  public Optional<Rental> find(OrganisationId organisation, String id) {
    return database.in(
        organisation,
        tx -> tx.one(RentalRows.SELECT + " where id = $1", id).map(RentalRows::rental));
  }

  /** The one that {@code order} of a provider's is for. */
  public Optional<OfOrder> ofOrder(String providerId, String order) {
    return database
        .asStranger(tx -> tx.one("select * from rental_of_order($1, $2)", providerId, order))
        .map(
            row ->
                new OfOrder(
                    row.getString("rental_id"),
                    new OrganisationId(row.getString("organisation_id"))));
  }

  /** Which rental an order is for, and whose. */
  public record OfOrder(String id, OrganisationId organisation) {}

  /** A page of those of {@code organisation}, of one state or of all. */
  public Page<Rental> list(
      OrganisationId organisation, Optional<String> state, PageRequest request) {
    return database.in(
        organisation,
        tx ->
            new Listing(RentalRows.SELECT, "id")
                .where("state = ?", state)
                .page(tx, request, RentalRows::rental, Rental::id));
  }

  /** What a number is, and from where. */
  private record Kind(String country, String type, Source source) {}

  private static Kind kind(Tx tx, E164 number, Optional<String> providerId) {
    return tx.one("select * from block_number($1)", number.value())
        .map(
            row ->
                new Kind(
                    row.getString("country"),
                    row.getString("type"),
                    new Source(Optional.of(row.getString("block_id")), Optional.empty())))
        .or(() -> providerId.map(id -> provided(tx, number, id)))
        .orElseThrow(
            () -> new RentalRefused(Reason.NOT_AVAILABLE, "Is none of /v1/available_numbers"));
  }

  private static Kind provided(Tx tx, E164 number, String providerId) {
    tx.one("select id from number_provider_account($1) where enabled", providerId)
        .orElseThrow(() -> new RentalRefused(Reason.NOT_AVAILABLE, "Its provider is not in use"));
    if (!NumberPlan.possible(number)) {
      throw new RentalRefused(Reason.IMPOSSIBLE, "No such number can exist");
    }
    var entry = NumberPlan.of(number);
    return new Kind(
        entry
            .country()
            .orElseThrow(() -> new RentalRefused(Reason.NOT_RENTABLE, "Is a number of no country")),
        entry.type().code(),
        new Source(Optional.empty(), Optional.of(providerId)));
  }

  /** Where the plan knows no range, the operator's word for its own block holds. */
  private static void requirePlan(E164 number, Kind kind, NumberUse use) {
    var entry = NumberPlan.of(number);
    var type = entry.assigned() ? entry.type() : NumberType.of(kind.type()).orElseThrow();
    new NumberPlan.Entry(number, entry.country(), type, entry.priceClass())
        .refusal(use)
        .ifPresent(
            refusal -> {
              throw new RentalRefused(Reason.valueOf(refusal.name()), refusal.reason());
            });
  }

  private static void requireDocuments(Tx tx, NumberPolicy policy) {
    var missing = new TreeSet<>(policy.documents());
    missing.removeAll(RegulatoryFiles.approved(tx, policy.country(), policy.type()));
    if (!missing.isEmpty()) {
      throw new RentalRefused(
          Reason.DOCUMENTS_REQUIRED,
          "Before that, these must be approved for %s numbers of %s: %s; see /v1/regulatory_files"
              .formatted(policy.type(), policy.country(), String.join(", ", missing)));
    }
  }

  private static void take(Tx tx, E164 number) {
    if (tx.one("select take_number($1)", number.value()).orElseThrow().getString(0) != null) {
      return;
    }
    if (tx.one("select number_has_gone($1)", number.value()).orElseThrow().getBoolean(0)) {
      throw new RentalRefused(Reason.NUMBER_PORTED, "Another operator has the number now");
    }
    throw new RentalRefused(
        Reason.NUMBER_TAKEN, "Somebody has it, or had it until a short while ago");
  }

  private Rental fresh(
      OrganisationId organisation,
      E164 number,
      NumberUse use,
      Kind kind,
      NumberPolicy policy,
      RentalState state) {
    return new Rental(
        Id.next("rnt"),
        organisation,
        number,
        kind.country(),
        kind.type(),
        use,
        kind.source(),
        state,
        "",
        state == RentalState.ACTIVE
            ? Optional.empty()
            : Optional.of(clock.instant().plus(policy.reservation())),
        policy.price(),
        Rental.References.NONE,
        clock.instant(),
        Rental.RentDays.NONE);
  }
}
