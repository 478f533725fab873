package io.pronto.core.rental;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.credit.BillingAccount;
import io.pronto.core.credit.Ledger;
import io.pronto.core.credit.LedgerEntry;
import io.pronto.core.db.PageRequest;
import io.pronto.core.event.Event;
import io.pronto.core.event.EventStore;
import io.pronto.core.organisation.OrganisationId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Rent in the ledger, on the real database: 3 euros in November are 10 cents a day. */
class RentBookTest {
  private final OrganisationId organisation = Ground.organisation();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-24T02:00:00Z"));
  private final Ledger ledger = new Ledger(Ground.database(), Ground.outbox(), now::get);
  private final RentBook book = new RentBook(Ground.database(), Ground.outbox(), now::get);
  private final String number =
      "+3398" + ThreadLocalRandom.current().nextInt(1_000_000, 10_000_000);

  @Test
  void eachNumberAndDayIsBookedOnceAndDaysThatWereMissedAreCaughtUp() {
    prepaid();
    topUp("1.00");
    rented("EUR", LocalDate.parse("2026-11-21"), null);

    book.book();
    book.book();

    assertThat(references())
        .containsExactly(number + " 2026-11-21", number + " 2026-11-22", number + " 2026-11-23");
    assertThat(entries()).allMatch(entry -> entry.amount().compareTo(cents(-10)) == 0);
    assertThat(balance()).isEqualByComparingTo("0.70");

    now.set(Instant.parse("2026-11-27T02:00:00Z"));
    new RentBook(Ground.database(), Ground.outbox(), now::get).book();

    assertThat(references()).hasSize(6).endsWith(number + " 2026-11-26");
    assertThat(balance()).isEqualByComparingTo("0.40");
  }

  @Test
  void twoNodesAtOnceBookADayOnce() throws Exception {
    prepaid();
    rented("EUR", LocalDate.parse("2026-10-01"), null);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.invokeAll(
          Collections.nCopies(
              4, () -> new RentBook(Ground.database(), Ground.outbox(), now::get).book()));
    }

    assertThat(references()).hasSize(31 + 23).doesNotHaveDuplicates();
    assertThat(balance()).isEqualByComparingTo("-5.30");
  }

  @Test
  void rentIsTakenThoughNothingIsLeftAndThatIsToldOnce() {
    prepaid();
    topUp("0.15");
    rented("EUR", LocalDate.parse("2026-11-21"), null);

    book.book();

    assertThat(balance()).isEqualByComparingTo("-0.15");
    var told = told();
    assertThat(told).filteredOn(event -> event.type().equals("balance.overdrawn")).hasSize(1);
    assertThat(told)
        .filteredOn(event -> event.type().equals("balance.overdrawn"))
        .allMatch(event -> event.data().getString("reference").equals(number + " 2026-11-22"));
    assertThat(state()).isEqualTo("active");
  }

  @Test
  void whoPaysAfterwardsOwesItUntilTheLastDay() {
    rented("EUR", LocalDate.parse("2026-11-21"), LocalDate.parse("2026-11-22"));

    book.book();

    assertThat(references()).hasSize(2).endsWith(number + " 2026-11-22");
    assertThat(balance()).isEqualByComparingTo("-0.20");
    assertThat(told()).noneMatch(event -> event.type().startsWith("balance."));
  }

  @Test
  void aPriceInAnotherCurrencyWaitsForTheAccount() {
    rented("USD", LocalDate.parse("2026-11-22"), null);

    book.book();
    assertThat(entries()).isEmpty();

    change(new BillingAccount(organisation, false, "USD", BigDecimal.ZERO, BigDecimal.ZERO, null));
    book.book();
    assertThat(references()).hasSize(2);
  }

  @Test
  void aNumberThatIsRentedAgainOnTheDayItWasGivenBackIsOwedForOnceOnThatDay() {
    rented("EUR", LocalDate.parse("2026-11-20"), LocalDate.parse("2026-11-21"));
    rented("EUR", LocalDate.parse("2026-11-21"), LocalDate.parse("2026-11-21"));
    rented("EUR", LocalDate.parse("2026-11-21"), null);

    book.book();
    var owed =
        new Rents(Ground.database())
            .of(organisation, LocalDate.parse("2026-11-01"), LocalDate.parse("2026-11-23"));

    assertThat(references()).hasSize(4);
    assertThat(owed).extracting(Rent::from).map(LocalDate::getDayOfMonth).containsExactly(20, 22);
    assertThat(owed.stream().map(Rent::amount).reduce(BigDecimal.ZERO, BigDecimal::add).negate())
        .as("the statement and the ledger")
        .isEqualByComparingTo(balance());
  }

  private void prepaid() {
    change(new BillingAccount(organisation, true, "EUR", BigDecimal.ZERO, BigDecimal.ZERO, null));
  }

  private void change(BillingAccount wanted) {
    ledger.change(
        organisation,
        before ->
            new BillingAccount(
                organisation,
                wanted.prepaid(),
                wanted.currency(),
                wanted.lowBalance(),
                before.balance(),
                before.leased()));
  }

  private void topUp(String amount) {
    ledger.add(organisation, LedgerEntry.Kind.TOP_UP, new BigDecimal(amount), "");
  }

  private void rented(String currency, LocalDate from, LocalDate to) {
    Ground.database()
        .in(
            organisation,
            tx ->
                tx.update(
                    """
                    insert into number_rental (id, organisation_id, number, country, type, state,
                      monthly_price, currency, created_at, rent_from, rent_to)
                    values ($1, $2, $3, 'FR', 'non_geographic', $4, 3, $5, now(), $6, $7)
                    """,
                    Id.next("rnt"),
                    organisation.value(),
                    number,
                    to == null ? "active" : "available",
                    currency,
                    from,
                    to));
  }

  private String state() {
    return Ground.database()
        .in(organisation, tx -> tx.one("select state from number_rental where number = $1", number))
        .orElseThrow()
        .getString("state");
  }

  private List<Event> told() {
    return new EventStore(Ground.database()).after(organisation, 0, 100);
  }

  private List<LedgerEntry> entries() {
    return ledger
        .page(organisation, Optional.of(LedgerEntry.Kind.RENT), PageRequest.first(100))
        .items();
  }

  private List<String> references() {
    return entries().stream().map(entry -> entry.reference().orElseThrow()).sorted().toList();
  }

  private BigDecimal balance() {
    return ledger.account(organisation).orElseThrow().balance();
  }

  private static BigDecimal cents(int cents) {
    return BigDecimal.valueOf(cents, 2);
  }
}
