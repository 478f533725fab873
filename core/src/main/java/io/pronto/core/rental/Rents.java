package io.pronto.core.rental;

import io.pronto.core.db.Database;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import java.time.LocalDate;
import java.util.List;

/** What organisations owe for their numbers. */
public final class Rents {
  private final Database database;

  /** Reads the rentals of {@code database}. */
  public Rents(Database database) {
    this.database = database;
  }

  /**
   * What {@code organisation} owes for the days from {@code from} to {@code to}, both counted: a
   * line for each rental that has a price, dated to the days of the period on which it was owed. A
   * number that is still rented is owed for until {@code to}; one that was given back and rented
   * again on the same day is owed for once on that day, by the first of the two.
   */
  public List<Rent> of(OrganisationId organisation, LocalDate from, LocalDate to) {
    return database.in(
        organisation,
        tx ->
            tx
                .query(
                    """
                    select * from (
                      select id, number, monthly_price, currency, rent_from,
                             greatest(rent_from, $2,
                               (select max(earlier.rent_to) + 1 from number_rental earlier
                                 where earlier.organisation_id = r.organisation_id
                                   and earlier.number = r.number
                                   and earlier.monthly_price is not null
                                   and earlier.rent_to >= r.rent_from
                                   and earlier.id < r.id)) as first,
                             least(rent_to, $3) as last
                        from number_rental r
                       where organisation_id = $1 and monthly_price is not null
                         and rent_from <= $3 and coalesce(rent_to, $3) >= $2) owed
                     where first <= last
                     order by number, rent_from, id
                    """,
                    organisation.value(),
                    from,
                    to)
                .stream()
                .map(
                    row -> {
                      var price = NumberPolicies.price(row).orElseThrow();
                      var first = row.getLocalDate("first");
                      var last = row.getLocalDate("last");
                      return new Rent(
                          row.getString("id"),
                          new E164(row.getString("number")),
                          price,
                          first,
                          last,
                          Rent.amount(price, first, last));
                    })
                .toList());
  }
}
