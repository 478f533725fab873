package io.pronto.core.credit;

import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.CdrStep;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rating.Called;
import io.pronto.core.rating.FreeCalls;
import io.pronto.core.rating.Priced;
import io.pronto.core.rating.Rates;
import io.pronto.core.rules.Finding;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Charges each call that was answered outside, in the transaction that writes its record and
 * therefore once: what it cost and was sold for by the rates of the moment at which it began, the
 * ledger's entry, and the end of its lease. Of a prepaid account no more is taken than the call had
 * leased: the seconds that it took to cut a call are nobody's.
 */
public final class CallCharging implements CdrStep {
  private final Rates rates;
  private final Outbox outbox;
  private final InstantSource clock;

  /** Charges by {@code rates}; tells through {@code outbox} of a balance that is low. */
  public CallCharging(Rates rates, Outbox outbox, InstantSource clock) {
    this.rates = rates;
    this.outbox = outbox;
    this.clock = clock;
  }

  @Override
  public void run(Tx tx, CallDetailRecord cdr) {
    if (cdr.organisation().isEmpty()) {
      return;
    }
    if (cdr.answeredAt().isPresent() && cdr.called().trunkId().isPresent()) {
      charge(tx, cdr.organisation().get(), cdr);
    } else if (mayHaveGoneOut(cdr)) {
      Credit.settle(tx, cdr.id());
    }
  }

  /** A call to a colleague, or from outside, may have been diverted, or somebody looked for. */
  private static boolean mayHaveGoneOut(CallDetailRecord cdr) {
    return cdr.direction() == CallDetailRecord.Direction.OUTBOUND
        || !cdr.diversions().isEmpty()
        || found(cdr, Finding.FIND_ME);
  }

  /** Wherever the device stands: there the number may be one that is paid for at home. */
  private static boolean isForHelp(CallDetailRecord cdr) {
    return found(cdr, Finding.EMERGENCY);
  }

  private static boolean found(CallDetailRecord cdr, Finding finding) {
    return cdr.trace().stream().anyMatch(step -> step.finding() == finding);
  }

  private void charge(Tx tx, OrganisationId organisation, CallDetailRecord cdr) {
    long seconds = cdr.talked().toSeconds();
    var country = country(tx, organisation);
    var called = Called.of(cdr.called().number(), country);
    var selling = called.flatMap(known -> rates.selling(organisation, known, cdr.startedAt()));
    var buying = called.flatMap(known -> buying(tx, cdr, known));
    var price =
        isForHelp(cdr) || FreeCalls.to(cdr.called().number(), country)
            ? Optional.of(BigDecimal.ZERO)
            : selling.map(priced -> priced.rate().charge(seconds));
    var account = Credit.lock(tx, organisation);
    var taken = taken(tx, account, cdr, price.orElse(BigDecimal.ZERO));
    write(tx, organisation, cdr, seconds, account.currency(), price, taken, selling, buying);
    if (taken.signum() > 0) {
      var entry =
          Ledger.add(
              tx,
              organisation,
              LedgerEntry.Kind.CALL,
              taken.negate(),
              Optional.of(cdr.id().value()),
              "");
      entry.ifPresent(
          added ->
              Credit.warn(
                  tx,
                  outbox,
                  account,
                  added
                      .balance()
                      .subtract(Credit.othersLeases(tx, organisation, cdr.id(), clock.instant()))));
    }
  }

  /** What is taken of the price: of a prepaid account never more than the call may spend. */
  private BigDecimal taken(Tx tx, Credit.Locked account, CallDetailRecord cdr, BigDecimal price) {
    var leased = Credit.settle(tx, cdr.id());
    if (!account.prepaid()) {
      return price;
    }
    var most =
        leased.orElseGet(
            () ->
                account
                    .balance()
                    .subtract(
                        Credit.othersLeases(
                            tx, account.organisation(), cdr.id(), clock.instant())));
    return price.min(most).max(BigDecimal.ZERO);
  }

  private Optional<Priced> buying(Tx tx, CallDetailRecord cdr, Called called) {
    return tx.one("select carrier_of_trunk($1)", cdr.called().trunkId().orElseThrow())
        .map(row -> row.getString(0))
        .flatMap(carrier -> rates.buying(carrier, called, cdr.startedAt()));
  }

  private static String country(Tx tx, OrganisationId organisation) {
    return tx.one("select country from organisation where id = $1", organisation.value())
        .orElseThrow()
        .getString("country");
  }

  private static void write(
      Tx tx,
      OrganisationId organisation,
      CallDetailRecord cdr,
      long seconds,
      String currency,
      Optional<BigDecimal> price,
      BigDecimal taken,
      Optional<Priced> selling,
      Optional<Priced> buying) {
    tx.update(
        """
        insert into call_charge (call_id, organisation_id, started_at, seconds, billed_seconds,
                                 price, currency, uncollected, selling_version_id, selling_prefix,
                                 trunk_id, cost, cost_currency, buying_version_id, buying_prefix)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        on conflict (call_id) do nothing
        """,
        cdr.id().value(),
        organisation.value(),
        utc(cdr.startedAt()),
        (int) seconds,
        (int) (long) selling.map(priced -> priced.rate().billedSeconds(seconds)).orElse(seconds),
        price.orElse(null),
        currency,
        price.orElse(BigDecimal.ZERO).subtract(taken),
        selling.map(priced -> priced.version().id()).orElse(null),
        selling.map(priced -> priced.rate().prefix()).orElse(null),
        cdr.called().trunkId().orElse(null),
        buying.map(priced -> priced.rate().charge(seconds)).orElse(null),
        buying.map(priced -> priced.deck().currency()).orElse(null),
        buying.map(priced -> priced.version().id()).orElse(null),
        buying.map(priced -> priced.rate().prefix()).orElse(null));
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
