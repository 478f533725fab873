package io.pronto.core.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.CallDetailRecord.Direction;
import io.pronto.core.call.CallDetailRecord.Party;
import io.pronto.core.call.CallId;
import io.pronto.core.call.HangupCause;
import io.pronto.core.db.Database;
import io.pronto.core.db.PageRequest;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rating.Rates;
import io.pronto.core.rating.Tariffs;
import io.pronto.core.rules.Finding;
import io.pronto.core.rules.Step;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Prepaid accounts, on the real database. */
class CreditTest {
  private List<Step> trace = List.of();
  private static final int CALLS = 64;
  private static final String NUMBER = "+33612345678";

  private final Database database = Ground.database();
  private final OrganisationId organisation = Ground.organisation();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-28T12:00:00Z"));
  private final Outbox outbox = new Outbox(database);
  private final Ledger ledger = new Ledger(database, outbox, now::get);
  private final Rates rates;
  private final Credit credit;
  private final CallCharging charging;

  CreditTest() {
    Tariffs.selling(
        organisation,
        """
        prefix,price_per_minute,connection_fee,increments
        336,0.06,0.01,1/1
        33800,1,1,60/60
        44,0,0,1/1
        FR:39,0.15,0,60/60
        """);
    ledger.change(
        organisation,
        a ->
            new BillingAccount(
                a.organisation(), true, "EUR", new BigDecimal("0.10"), a.balance(), a.leased()));
    rates = new Rates(database, now::get);
    rates.awaitComplete();
    credit = new Credit(database, rates, outbox, now::get);
    charging = new CallCharging(rates, outbox, now::get);
  }

  @AfterEach
  void stop() {
    rates.close();
    outbox.close();
  }

  @Test
  void callsOfOneAccountTogetherNeverSpendMoreThanThereIs() throws Exception {
    topUp("1.00");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls = new ArrayList<Callable<Boolean>>();
      for (int i = 0; i < CALLS; i++) {
        // Two nodes: each with a Credit of its own.
        var node = i % 2 == 0 ? credit : new Credit(database, rates, outbox, now::get);
        calls.add(() -> call(node));
      }
      var went = threads.invokeAll(calls).stream().filter(done -> done.resultNow()).count();
      assertThat(went).isBetween(1L, (long) CALLS);
    }

    var account = ledger.account(organisation).orElseThrow();
    assertThat(account.balance()).isNotNegative();
    assertThat(account.leased()).isZero();
    assertThat(charges()).isEqualByComparingTo(new BigDecimal("1.00").subtract(account.balance()));
    assertThat(count("select count(*) from ledger_entry where balance < 0")).isZero();
    // Only the two seconds by which some ended too late.
    assertThat(count("select count(*) from call_charge where uncollected > 0.002")).isZero();
  }

  /** A call that goes on for up to some minutes, or until its lease ends; whether it went out. */
  private boolean call(Credit node) {
    var id = CallId.next();
    if (!(admit(node, id, NUMBER) instanceof Credit.Admission.Leased(var lease))) {
      return false;
    }
    long wanted = ThreadLocalRandom.current().nextLong(200);
    while (lease.covered().toSeconds() < wanted && lease.renew(lease.covered())) {
      assertThat(ledger.account(organisation).orElseThrow().leased())
          .isLessThanOrEqualTo(new BigDecimal("1.00"));
    }
    // The end may come a little late, as on a busy machine.
    settle(id, NUMBER, Math.min(wanted, lease.covered().toSeconds()) + 2);
    return true;
  }

  @Test
  void aLeaseCoversAMinuteAndGrowsUntilNothingIsLeft() {
    topUp("0.10");
    var lease = leased(CallId.next());
    assertThat(lease.covered()).isEqualTo(Duration.ofSeconds(60));

    assertThat(lease.renew(Duration.ofSeconds(45))).isTrue();
    assertThat(lease.covered()).as("0.01 + 90 s").isEqualTo(Duration.ofSeconds(90));
    assertThat(lease.renew(Duration.ofSeconds(75))).isFalse();

    topUp("1");
    assertThat(lease.renew(Duration.ofSeconds(80))).isTrue();
    assertThat(lease.covered()).isEqualTo(Duration.ofSeconds(150));
  }

  @Test
  void whatACallHasNotUsedComesBackAtItsEndExactly() {
    topUp("0.50");
    var id = CallId.next();
    leased(id);
    assertThat(account().leased()).isEqualByComparingTo("0.07");

    settle(id, NUMBER, 10);

    assertThat(account().leased()).isZero();
    assertThat(account().balance()).isEqualByComparingTo("0.48");
    var entry = entries().getFirst();
    assertThat(entry.kind()).isEqualTo(LedgerEntry.Kind.CALL);
    assertThat(entry.amount()).isEqualByComparingTo("-0.02");
    assertThat(entry.reference()).contains(id.value());
  }

  @Test
  void aCallThatNobodyAnsweredGivesAllBack() {
    topUp("0.50");
    var id = CallId.next();
    leased(id);

    run(record(id, NUMBER, Optional.empty()));

    assertThat(account().leased()).isZero();
    assertThat(account().balance()).isEqualByComparingTo("0.50");
  }

  @ParameterizedTest
  @EnumSource(
      value = Direction.class,
      names = {"INBOUND", "INTERNAL"})
  void aCallThatIsForwardedOutsideIsPaidForWhereverItCameFrom(Direction direction) {
    topUp("0.50");
    var answered = CallId.next();
    leased(answered);
    run(forwarded(direction, record(answered, NUMBER, Optional.of(10L))));
    assertThat(account().leased()).isZero();
    assertThat(account().balance()).isEqualByComparingTo("0.48");

    var unanswered = CallId.next();
    leased(unanswered);
    run(forwarded(direction, record(unanswered, NUMBER, Optional.empty())));
    assertThat(account().leased()).isZero();
    assertThat(account().balance()).isEqualByComparingTo("0.48");
  }

  private static CallDetailRecord forwarded(Direction direction, CallDetailRecord outbound) {
    return new CallDetailRecord(
        outbound.id(),
        outbound.organisation(),
        direction,
        outbound.caller(),
        outbound.called(),
        outbound.startedAt(),
        outbound.ringingAt(),
        outbound.answeredAt(),
        outbound.endedAt(),
        outbound.cause(),
        outbound.sipStatus(),
        outbound.endedBy(),
        List.of("+33123456789"),
        outbound.legs(),
        outbound.recordings(),
        outbound.node(),
        outbound.trace());
  }

  @Test
  void aCallFromOutsideThatWasSentOnIsChargedForWhereItWent() {
    topUp("0.50");
    var answered = CallId.next();
    leased(answered);
    run(diverted(record(answered, NUMBER, Optional.of(10L))));
    var unanswered = CallId.next();
    leased(unanswered);
    run(diverted(record(unanswered, NUMBER, Optional.empty())));

    assertThat(account().leased()).isZero();
    assertThat(account().balance()).isEqualByComparingTo("0.48");
  }

  private static CallDetailRecord diverted(CallDetailRecord cdr) {
    return new CallDetailRecord(
        cdr.id(),
        cdr.organisation(),
        Direction.INBOUND,
        cdr.caller(),
        cdr.called(),
        cdr.startedAt(),
        cdr.ringingAt(),
        cdr.answeredAt(),
        cdr.endedAt(),
        cdr.cause(),
        cdr.sipStatus(),
        cdr.endedBy(),
        List.of("+33123456789"),
        cdr.legs(),
        cdr.recordings(),
        cdr.node(),
        cdr.trace());
  }

  /** Where the device stands the number is for help; at home a deck may have a price for it. */
  @Test
  void aCallForHelpCostsNothingWhateverADeckSays() {
    topUp("0.50");
    trace = List.of(Step.of(Finding.EMERGENCY, Optional.empty(), "number", NUMBER));

    settle(CallId.next(), NUMBER, 10);

    assertThat(account().balance()).isEqualByComparingTo("0.50");
    assertThat(charges()).isZero();
  }

  @Test
  void aRecordWrittenTwiceIsChargedOnce() {
    topUp("0.50");
    var id = CallId.next();
    leased(id);

    settle(id, NUMBER, 10);
    settle(id, NUMBER, 10);

    assertThat(account().balance()).isEqualByComparingTo("0.48");
  }

  @Test
  void theLeaseOfAServerThatIsGoneComesBackAfterItsExpiry() {
    topUp("0.07");
    var lost = CallId.next();
    leased(lost);
    assertThat(admit(credit, CallId.next(), NUMBER))
        .isEqualTo(new Credit.Admission.Refused(HangupCause.BALANCE_EXHAUSTED));

    // 60 s that are paid for, 90 s of ringing, 60 s for its record
    now.set(now.get().plusSeconds(60 + 90 + 60));

    var other = CallId.next();
    leased(other);
    settle(other, NUMBER, 60);
    assertThat(account().balance()).isZero();

    // Its record comes all the same, when the server has been started again.
    settle(lost, NUMBER, 60);
    assertThat(account().balance()).as("never negative").isZero();
    assertThat(count("select count(*) from call_charge where uncollected = 0.07")).isOne();
  }

  @Test
  void whatIsFreeNeedsNoLeaseAndWhatHasNoPriceDoesNotGoOut() {
    assertThat(admit(credit, CallId.next(), "+33800123456"))
        .as("toll-free")
        .isInstanceOf(Credit.Admission.Free.class);
    assertThat(admit(credit, CallId.next(), "+441234567890"))
        .as("at no price")
        .isInstanceOf(Credit.Admission.Free.class);
    assertThat(admit(credit, CallId.next(), "+15551234567"))
        .isEqualTo(new Credit.Admission.Refused(HangupCause.NO_PRICE));
    assertThat(admit(credit, CallId.next(), NUMBER))
        .isEqualTo(new Credit.Admission.Refused(HangupCause.BALANCE_EXHAUSTED));
  }

  @Test
  void aShortCodeWithAPriceIsDialledAndChargedAndOneWithoutIsNot() {
    topUp("1.00");
    var id = CallId.next();

    assertThat(admit(credit, id, "3900")).isInstanceOf(Credit.Admission.Leased.class);
    settle(id, "3900", 60);
    assertThat(account().balance()).isEqualByComparingTo("0.85");
    assertThat(ledger.charges(organisation, Optional.of(id), PageRequest.first(1)).items())
        .extracting(Charge::prefix)
        .containsExactly(Optional.of("FR:39"));

    assertThat(admit(credit, CallId.next(), "3200"))
        .isEqualTo(new Credit.Admission.Refused(HangupCause.NO_PRICE));
    assertThat(admit(credit, CallId.next(), "3179")).isInstanceOf(Credit.Admission.Free.class);
  }

  @Test
  void whoPaysAfterwardsGoesBelowZero() {
    var other = Ground.organisation();
    Tariffs.selling(other, "prefix,price_per_minute\n336,0.60\n");
    try (var fresh = new Rates(database, now::get)) {
      fresh.awaitComplete();
      var free = new Credit(database, fresh, outbox, now::get);
      assertThat(free.admit(other, CallId.next(), NUMBER, "FR", Duration.ofSeconds(90)))
          .isInstanceOf(Credit.Admission.Free.class);
      database.in(
          other,
          tx -> {
            new CallCharging(fresh, outbox, now::get)
                .run(tx, record(other, CallId.next(), NUMBER, Optional.of(61L)));
            return null;
          });
    }

    assertThat(ledger.account(other).orElseThrow().balance()).isEqualByComparingTo("-1.20");
  }

  @Test
  void aLowBalanceIsToldOnceUntilThereIsEnoughAgain() {
    topUp("0.15");
    for (int i = 0; i < 2; i++) {
      var id = CallId.next();
      leased(id);
      settle(id, NUMBER, 1);
    }
    assertThat(events("balance.low")).isEqualTo(1);

    topUp("1");
    var id = CallId.next();
    leased(id);
    settle(id, NUMBER, 30);
    assertThat(events("balance.low")).isEqualTo(1);
    assertThat(events("balance.changed")).isEqualTo(2);
  }

  @Test
  void theLedgerIsOnlyAddedTo() {
    topUp("1");

    assertThatThrownBy(
            () ->
                database.in(
                    organisation,
                    tx -> tx.update("update billing_account set balance = balance + 1")))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> database.in(organisation, tx -> tx.update("delete from ledger_entry")))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(
            () ->
                database.in(
                    organisation,
                    tx ->
                        Ledger.add(
                            tx,
                            organisation,
                            LedgerEntry.Kind.TOP_UP,
                            BigDecimal.TEN,
                            Optional.empty(),
                            "")))
        .hasMessageContaining("nobody may add that entry");
    assertThatThrownBy(
            () -> database.in(organisation, tx -> tx.query("select cost from call_charge")))
        .hasMessageContaining("permission denied");
  }

  private Credit.Admission admit(Credit by, CallId id, String number) {
    return by.admit(organisation, id, number, "FR", Duration.ofSeconds(90));
  }

  private CreditLease leased(CallId id) {
    return ((Credit.Admission.Leased) admit(credit, id, NUMBER)).lease();
  }

  private void topUp(String amount) {
    ledger.add(organisation, LedgerEntry.Kind.TOP_UP, new BigDecimal(amount), "");
  }

  private BillingAccount account() {
    return ledger.account(organisation).orElseThrow();
  }

  private List<LedgerEntry> entries() {
    return ledger
        .page(
            organisation,
            Optional.empty(),
            new PageRequest(100, Optional.empty(), Optional.empty(), true))
        .items();
  }

  private void settle(CallId id, String number, long seconds) {
    run(record(id, number, Optional.of(seconds)));
  }

  private void run(CallDetailRecord cdr) {
    database.in(
        organisation,
        tx -> {
          charging.run(tx, cdr);
          return null;
        });
  }

  private CallDetailRecord record(CallId id, String number, Optional<Long> talked) {
    return record(organisation, id, number, talked);
  }

  private CallDetailRecord record(
      OrganisationId whose, CallId id, String number, Optional<Long> talked) {
    var start = now.get();
    return new CallDetailRecord(
        id,
        Optional.of(whose),
        Direction.OUTBOUND,
        new Party("+33123456789", "", Optional.empty(), Optional.empty(), Optional.empty()),
        new Party(number, "", Optional.empty(), Optional.empty(), talked.map(_ -> "trk_nobody")),
        start,
        Optional.empty(),
        talked.map(_ -> start),
        Optional.of(start.plusSeconds(talked.orElse(5L))),
        Optional.of(HangupCause.NORMAL),
        200,
        "caller",
        List.of(),
        List.of(),
        List.of(),
        "node-1",
        trace);
  }

  private BigDecimal charges() {
    return database.in(
        organisation,
        tx ->
            tx.one("select coalesce(sum(price - uncollected), 0) from call_charge")
                .orElseThrow()
                .getBigDecimal(0));
  }

  private long count(String sql) {
    return database.in(organisation, tx -> tx.one(sql).orElseThrow().getLong(0));
  }

  private long events(String type) {
    outbox.flush();
    return database.in(
        organisation,
        tx -> tx.one("select count(*) from event where type = $1", type).orElseThrow().getLong(0));
  }
}
