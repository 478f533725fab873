package io.pronto.core.porting;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.NumberType;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.porting.PortOrder.Direction;
import io.pronto.core.rental.MonthlyPrice;
import io.pronto.core.rental.NumberPolicies;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The numbers that change operator. Each has its place among the organisation's numbers from the
 * order on, so that it can be set up, and is ours between the moments that {@code ours_from} and
 * {@code ours_until} say, whoever runs late.
 */
public final class PortOrders {
  private static final String FRANCE = "FR";

  private final Database database;
  private final Outbox outbox;
  private final InstantSource clock;

  /** Keeps them in {@code database}, tells of them through {@code outbox}, by {@code clock}. */
  public PortOrders(Database database, Outbox outbox, InstantSource clock) {
    this.database = database;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Which orders are looked for. */
  public record Wanted(Optional<String> state, Optional<String> direction) {
    private Listing in(Listing all) {
      return all.where("state = ?", state).where("direction = ?", direction);
    }
  }

  /**
   * Orders that {@code number} come to {@code organisation}. Refused by {@code phone_number_taken}
   * when it is here already, by {@code port_order_open} when it is being ported, by {@code
   * port_order_own_number} when it is one that we rent out.
   *
   * @throws InvalidRio if {@code rio} is not the number's
   * @throws PortRefused where number or day cannot be
   */
  public PortOrder bring(OrganisationId organisation, E164 number, Rio rio, LocalDate desired) {
    var type = portable(number);
    rio.require(number);
    return database.in(
        organisation,
        tx -> {
          var order =
              requested(
                  organisation,
                  Direction.IN,
                  number,
                  type,
                  Optional.of(rio),
                  desired,
                  Optional.empty(),
                  NumberPolicies.in(tx, FRANCE, type).price());
          PortOrderRow.insert(tx, order);
          tx.query("select prepare_ported_number($1)", order.id());
          return tell(tx, order);
        });
  }

  /**
   * Orders that {@code number} leave for the operator {@code gaining}; empty when it is none of
   * ours. Refused by {@code port_order_open} when it is being ported.
   *
   * @throws InvalidRio if {@code rio} is not the number's
   * @throws PortRefused where number or day cannot be
   */
  public Optional<PortOrder> takeAway(
      E164 number, Optional<Rio> rio, String gaining, LocalDate desired) {
    var type = portable(number);
    rio.ifPresent(known -> known.require(number));
    return database
        .asStranger(tx -> tx.one("select organisation_of_number($1)", number.value()))
        .flatMap(row -> Optional.ofNullable(row.getString(0)))
        .map(OrganisationId::new)
        .map(
            organisation -> {
              var order =
                  requested(
                      organisation,
                      Direction.OUT,
                      number,
                      type,
                      rio,
                      desired,
                      Optional.of(gaining),
                      Optional.empty());
              return database.in(
                  organisation,
                  tx -> {
                    PortOrderRow.insert(tx, order);
                    return tell(tx, order);
                  });
            });
  }

  private static String portable(E164 number) {
    return Portable.type(number)
        .map(NumberType::code)
        .orElseThrow(
            () ->
                new PortRefused(
                    PortRefused.Reason.NOT_PORTABLE,
                    "Only French numbers of lines are ported, not special rates nor other"
                        + " countries'"));
  }

  private PortOrder requested(
      OrganisationId organisation,
      Direction direction,
      E164 number,
      String type,
      Optional<Rio> rio,
      LocalDate desired,
      Optional<String> other,
      Optional<MonthlyPrice> price) {
    var now = clock.instant();
    PortTerms.requireDay(desired, now);
    return new PortOrder(
        Id.next("port"),
        organisation,
        direction,
        number,
        FRANCE,
        type,
        rio,
        desired,
        other,
        PortState.REQUESTED,
        Optional.empty(),
        PortTerms.due(now, desired),
        Optional.empty(),
        Optional.empty(),
        price,
        now);
  }

  /** A page of those of {@code organisation}. */
  public Page<PortOrder> list(OrganisationId organisation, Wanted wanted, PageRequest request) {
    return database.in(organisation, tx -> page(tx, wanted, request));
  }

  /** A page of everybody's, for the operator. */
  public Page<PortOrder> listAll(Wanted wanted, PageRequest request) {
    return database.asOperator(tx -> page(tx, wanted, request));
  }

  private static Page<PortOrder> page(Tx tx, Wanted wanted, PageRequest request) {
    return wanted
        .in(new Listing(PortOrderRow.SELECT, "id"))
        .page(tx, request, PortOrderRow::read, PortOrder::id);
  }

  /** The one of that id, if it is {@code organisation}'s. */
  public Optional<PortOrder> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> read(tx, id, ""));
  }

  /** The one of that id, for the operator. */
  public Optional<PortOrder> find(String id) {
    return database.asOperator(tx -> read(tx, id, ""));
  }

  /**
   * Takes a step with the one of that id, if it is {@code organisation}'s.
   *
   * @param check sees it locked, and refuses by throwing
   * @throws PortRefused where the step is not to be taken
   */
  public Optional<PortOrder> step(
      OrganisationId organisation, String id, PortStep step, Consumer<PortOrder> check) {
    return database.in(
        organisation,
        tx ->
            read(tx, id, " for update")
                .map(
                    order -> {
                      check.accept(order);
                      return taken(tx, order, step);
                    }));
  }

  /** The same for the operator, whosever it is. */
  public Optional<PortOrder> step(String id, PortStep step, Consumer<PortOrder> check) {
    return database.together(
        () -> find(id).flatMap(order -> step(order.organisation(), id, step, check)));
  }

  /** Takes several steps of the operator's with the one of that id, all or none. */
  public Optional<PortOrder> steps(String id, PortStep... steps) {
    return database.together(
        () -> {
          var order = find(id);
          for (var step : steps) {
            order = step(id, step, _ -> {});
          }
          return order;
        });
  }

  private PortOrder taken(Tx tx, PortOrder before, PortStep step) {
    var now = clock.instant();
    var order = PortProgress.after(before, step, now);
    PortOrderRow.update(tx, order, now);
    PortedNumber.follow(tx, order);
    return tell(tx, order);
  }

  private PortOrder tell(Tx tx, PortOrder order) {
    outbox.append(tx, PortNews.of(order));
    return order;
  }

  /** Those whose moment has come by {@code now}, the longest overdue first. */
  List<String> switching(Instant now) {
    return database
        .asOperator(
            tx ->
                tx.query(
                    """
                    select id from port_order where state = 'scheduled' and switch_at <= $1
                     order by switch_at limit 100
                    """,
                    PortOrderRow.time(now)))
        .stream()
        .map(row -> row.getString("id"))
        .toList();
  }

  private static Optional<PortOrder> read(Tx tx, String id, String lock) {
    return tx.one(PortOrderRow.SELECT + " where id = $1" + lock, id).map(PortOrderRow::read);
  }
}
