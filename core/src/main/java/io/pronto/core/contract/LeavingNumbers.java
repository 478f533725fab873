package io.pronto.core.contract;

import io.pronto.core.db.Database;
import io.pronto.core.numbering.NumberStore;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rental.RentalStore;
import java.util.List;

/**
 * Gives an organisation's numbers back as if it had been done by hand: each is in quarantine, then
 * free. One that is on its way to another operator stays until it is there, and one that was
 * ordered until a provider has answered.
 */
public final class LeavingNumbers {
  private static final String STAYING =
      """
      select number from phone_number n
       where not exists (select from port_order p where p.number = n.number
                            and p.state not in ('done', 'refused', 'cancelled'))
       order by number
      """;

  private final Database database;
  private final NumberStore numbers;
  private final RentalStore rentals;

  /** Gives back those of {@code rentals}. */
  public LeavingNumbers(Database database, RentalStore rentals) {
    this.database = database;
    this.numbers = new NumberStore(database);
    this.rentals = rentals;
  }

  /** Gives back all that {@code organisation} has; harmless where it has none. */
  void giveBack(OrganisationId organisation) {
    for (var number : texts(organisation, STAYING)) {
      numbers.release(organisation, number, _ -> {}, rentals::release);
    }
    for (var rental :
        texts(
            organisation,
            "select id from number_rental where state in ('reserving', 'reserved') order by id")) {
      rentals.cancel(organisation, rental);
    }
  }

  private List<String> texts(OrganisationId organisation, String sql) {
    return database.in(organisation, tx -> tx.query(sql)).stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
