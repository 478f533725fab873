package io.pronto.core.rental;

import io.pronto.core.Rounds;
import io.pronto.core.credit.Ledger;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Books the rent of numbers in the ledgers of those who rent them: an entry for each number and
 * day, named by both, once the day is over. Every process may run one: whoever has a rental's row
 * first does its work, and the ledger takes no entry twice. Days that were missed are booked at the
 * next look.
 */
public final class RentBook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RentBook.class);

  /** A day is over at midnight, in Paris; its rent is in the ledger within the hour. */
  private static final Duration PAUSE = Duration.ofHours(1);

  private static final int AT_ONCE = 500;

  private final Database database;
  private final Ledger ledger;
  private final InstantSource clock;
  private Rounds rounds;

  /** One that does nothing yet, over {@code database}, by {@code clock}. */
  public RentBook(Database database, Outbox outbox, InstantSource clock) {
    this.database = database;
    this.ledger = new Ledger(database, outbox, clock);
    this.clock = clock;
  }

  /** Looks now and every hour, until closed. */
  public RentBook start() {
    rounds = Rounds.start("rent-book", "Rent was not booked", PAUSE, this::round);
    return this;
  }

  /** Books all days that are over and not booked; how many entries that made. */
  public int book() {
    var yesterday = LocalDate.ofInstant(clock.instant(), RentalSteps.DAYS).minusDays(1);
    int booked = 0;
    var due = due(yesterday, "");
    while (!due.isEmpty()) {
      for (var rental : due) {
        booked += bookOrSay(rental, yesterday);
      }
      due = due(yesterday, due.getLast().rental());
    }
    return booked;
  }

  private record Due(String rental, OrganisationId organisation) {}

  private List<Due> due(LocalDate until, String after) {
    return database
        .asStranger(tx -> tx.query("select * from rents_due($1, $2, $3)", until, after, AT_ONCE))
        .stream()
        .map(
            row ->
                new Due(
                    row.getString("rental_id"),
                    new OrganisationId(row.getString("organisation_id"))))
        .toList();
  }

  /** One that cannot be booked keeps no other from it. */
  private int bookOrSay(Due due, LocalDate until) {
    try {
      return database.in(due.organisation(), tx -> book(tx, due, until));
    } catch (DatabaseUnavailable away) {
      throw away;
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("org", due.organisation())
          .addKeyValue("rental", due.rental())
          .setCause(e)
          .log("The rent of a number could not be booked");
      return 0;
    }
  }

  /** Locks the rental, and then the account, as it is now: another node may have been faster. */
  private int book(Tx tx, Due due, LocalDate until) {
    return tx.one(
            """
            select r.number, r.monthly_price, r.currency, least(r.rent_to, $2) as last,
                   coalesce((select booked_to + 1 from rent_booking where rental_id = r.id),
                            r.rent_from) as first
              from number_rental r
              join billing_account a on a.organisation_id = r.organisation_id
                                    and a.currency = r.currency
             where r.id = $1 for update
            """,
            due.rental(),
            until)
        .map(row -> book(tx, due, row))
        .orElse(0);
  }

  private int book(Tx tx, Due due, Row row) {
    var price = NumberPolicies.price(row).orElseThrow();
    var number = row.getString("number");
    var last = row.getLocalDate("last");
    int booked = 0;
    for (var day = row.getLocalDate("first"); !day.isAfter(last); day = day.plusDays(1)) {
      var amount = Rent.amount(price, day, day);
      if (amount.signum() > 0
          && ledger.rent(tx, due.organisation(), amount, number + ' ' + day, note(price))) {
        booked++;
      }
    }
    tx.update(
        """
        insert into rent_booking (rental_id, organisation_id, booked_to) values ($1, $2, $3)
        on conflict (rental_id) do update
          set booked_to = greatest(rent_booking.booked_to, excluded.booked_to)
        """,
        due.rental(),
        due.organisation().value(),
        last);
    return booked;
  }

  private static String note(MonthlyPrice price) {
    return "Rent of a day, at " + price.amount().toPlainString() + " a month";
  }

  private void round() {
    int booked = book();
    if (booked > 0) {
      LOG.atInfo().addKeyValue("entries", booked).log("Rent booked");
    }
  }

  /** Stops. */
  @Override
  public void close() {
    if (rounds != null) {
      rounds.close();
    }
  }
}
