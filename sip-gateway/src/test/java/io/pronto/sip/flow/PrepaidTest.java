package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.call.HangupCause;
import io.pronto.core.credit.BillingAccount;
import io.pronto.core.credit.Ledger;
import io.pronto.core.credit.LedgerEntry;
import io.pronto.core.event.Outbox;
import io.pronto.core.numbering.E164;
import io.pronto.core.rating.Tariffs;
import io.pronto.sip.phone.TestPhone;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls of an organisation that pays before it calls. */
class PrepaidTest extends Telephony {
  private static final String ABROAD = "0612345678";

  private final Outbox outbox = new Outbox(Ground.database());
  private final Ledger ledger = new Ledger(Ground.database(), outbox, InstantSource.system());
  private final TestPhone carrier = exchange.carrier("127.0.0.11");

  PrepaidTest() {
    Tariffs.selling(
        town.organisation(), "prefix,price_per_minute,increments\n336,0.60,1/1\n33800,1,1/1\n");
    ledger.change(
        town.organisation(),
        a ->
            new BillingAccount(
                a.organisation(), true, "EUR", a.lowBalance(), a.balance(), a.leased()));
    town.trunk("127.0.0.11", carrier.address().getPort());
    town.number(alice, "off", true);
    Waiting.until("how it pays is known", this::isKnown);
  }

  private boolean isKnown() {
    var rates = exchange.rates();
    return rates.terms(town.organisation()).prepaid()
        && rates.selling(town.organisation(), new E164("+33612345678"), Instant.now()).isPresent();
  }

  @AfterEach
  void stop() {
    outbox.close();
  }

  @Test
  void aCallIsCutWhenTheBalanceIsUsedUpAndCostsExactlyThat() {
    topUp("0.03");

    var outgoing = exchange.phone(alice.credentials()).call(ABROAD);
    var incoming = carrier.awaitCall().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    new Conversation(outgoing, incoming).hearEachOther();

    assertThat(outgoing.awaitEnded().header("Reason")).contains("cause=21");
    incoming.awaitEnded();
    var record = exchange.record();
    assertThat(record.cause()).contains(HangupCause.BALANCE_EXHAUSTED);
    assertThat(record.endedBy()).isEqualTo("server");
    assertThat(record.talked().toSeconds()).isBetween(3L, 4L);
    Waiting.until("the call is charged", () -> account().balance().signum() == 0);
    assertThat(account().leased()).isZero();
    Waiting.until("it is told", () -> count("event where type = 'balance.exhausted'") == 1);
  }

  @Test
  void aTopUpInTimeLetsACallGoOn() {
    topUp("0.02");
    var outgoing = exchange.phone(alice.credentials()).call(ABROAD);
    var incoming = carrier.awaitCall();
    topUp("1");
    incoming.answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();

    Waiting.until("more is leased", () -> account().leased().compareTo(new BigDecimal("0.02")) > 0);
    new Conversation(outgoing, incoming).hearEachOther();
    outgoing.hangUp();
    incoming.awaitEnded();

    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
    Waiting.until("the rest is given back", () -> account().leased().signum() == 0);
    assertThat(account().balance()).isBetween(new BigDecimal("0.80"), new BigDecimal("1.01"));
  }

  @Test
  void withoutABalanceOnlyCallsThatCostNothingGoOut() {
    var phone = exchange.phone(alice.credentials());
    assertThat(phone.call(ABROAD).awaitRefused().status()).isEqualTo(402);
    assertThat(exchange.record().cause()).contains(HangupCause.BALANCE_EXHAUSTED);
    assertThat(phone.call("0033144556677").awaitRefused().status()).isEqualTo(403);
    assertThat(exchange.record().cause()).contains(HangupCause.NO_PRICE);
    assertThat(phone.call("3250").awaitRefused().status()).isEqualTo(403);
    assertThat(exchange.record().cause()).contains(HangupCause.NO_PRICE);

    for (var free : new String[] {"112", "0800123456", "3179"}) {
      var outgoing = phone.call(free);
      var incoming = carrier.awaitCall().answer();
      outgoing.awaitAnswered();
      incoming.awaitAnswered();
      new Conversation(outgoing, incoming).end();
      assertThat(exchange.record().cause()).as(free).contains(HangupCause.NORMAL);
    }
    assertThat(count("credit_lease")).isZero();
    assertThat(count("ledger_entry")).isZero();
  }

  private void topUp(String amount) {
    ledger.add(town.organisation(), LedgerEntry.Kind.TOP_UP, new BigDecimal(amount), "");
  }

  private BillingAccount account() {
    return ledger.account(town.organisation()).orElseThrow();
  }

  private long count(String from) {
    return Ground.database()
        .in(
            town.organisation(),
            tx -> tx.one("select count(*) from " + from).orElseThrow().getLong(0));
  }
}
