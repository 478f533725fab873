package io.pronto.core.credit;

import io.pronto.core.call.CallId;
import io.pronto.core.call.HangupCause;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rating.Called;
import io.pronto.core.rating.FreeCalls;
import io.pronto.core.rating.Priced;
import io.pronto.core.rating.Rate;
import io.pronto.core.rating.Rates;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What calls of prepaid accounts may spend. Before a call goes out it leases money for its first
 * minute, or for as long as there is money; while it goes on it leases more; its record takes what
 * it has cost and gives back the rest. A lease is a row beside its account's, and is made, grown
 * and settled under the lock of that row, in whichever process: so that all of them together never
 * hold more than there is. One that has expired, because its server is gone, counts no more.
 */
public final class Credit {
  /** How long a call is paid for at a time. */
  public static final Duration SLICE = Duration.ofSeconds(60);

  /** How long after what it covers a lease counts: until the call's record is written. */
  static final Duration MARGIN = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(Credit.class);

  private final Database database;
  private final Rates rates;
  private final Outbox outbox;
  private final InstantSource clock;

  /** Whether a call may go out. */
  public sealed interface Admission {
    /** It may, for as long as it likes. */
    record Free() implements Admission {}

    /** It may, for as long as its lease covers. */
    record Leased(CreditLease lease) implements Admission {}

    /** It may not. */
    record Refused(HangupCause cause) implements Admission {}
  }

  /** Leases what is in {@code database}, by the prices of {@code rates}. */
  public Credit(Database database, Rates rates, Outbox outbox, InstantSource clock) {
    this.database = database;
    this.rates = rates;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * Asks whether a call may go out, which is no emergency call: that one is never asked for. Who
   * pays afterwards, and who calls a toll-free number of its own country, needs no lease.
   *
   * @param number where it goes, E.164 or a short code
   * @param country of the organisation, ISO 3166 alpha-2
   * @param ring how long it may ring before it is answered
   * @throws io.pronto.core.db.DatabaseUnavailable when that cannot be known
   */
  public Admission admit(
      OrganisationId organisation, CallId call, String number, String country, Duration ring) {
    if (!rates.terms(organisation).prepaid()) {
      return new Admission.Free();
    }
    if (FreeCalls.to(number, country)) {
      return new Admission.Free();
    }
    return selling(organisation, number, country)
        .map(rate -> leased(new CreditLease(this, organisation, call, rate, ring)))
        .orElseGet(() -> new Admission.Refused(HangupCause.NO_PRICE));
  }

  /** What would be said of a call. */
  public sealed interface Prospect {
    /** The organisation pays afterwards. */
    record Postpaid() implements Prospect {}

    /** It costs nothing. */
    record Free() implements Prospect {}

    /**
     * It is paid for at first.
     *
     * @param seconds for how long
     */
    record Covered(long seconds) implements Prospect {}

    /** It may not go out. */
    record Refused(HangupCause cause) implements Prospect {}
  }

  /**
   * Tells what {@link #admit} would say of a call that is made now, and leases nothing.
   *
   * @param number where it goes, E.164 or a short code
   * @param country of the organisation, ISO 3166 alpha-2
   * @throws io.pronto.core.db.DatabaseUnavailable when that cannot be known
   */
  public Prospect foresee(OrganisationId organisation, String number, String country) {
    if (!rates.terms(organisation).prepaid()) {
      return new Prospect.Postpaid();
    }
    if (FreeCalls.to(number, country)) {
      return new Prospect.Free();
    }
    return selling(organisation, number, country)
        .map(rate -> foresee(organisation, rate))
        .orElseGet(() -> new Prospect.Refused(HangupCause.NO_PRICE));
  }

  private Prospect foresee(OrganisationId organisation, Rate rate) {
    if (rate.costsNothing()) {
      return new Prospect.Free();
    }
    long seconds =
        Math.min(rate.billedSeconds(SLICE.toSeconds()), rate.secondsFor(free(organisation)));
    return seconds > 0
        ? new Prospect.Covered(seconds)
        : new Prospect.Refused(HangupCause.BALANCE_EXHAUSTED);
  }

  /** What is in the account and not leased, as it is at this moment. */
  private BigDecimal free(OrganisationId organisation) {
    return database
        .in(
            organisation,
            tx ->
                tx.one(
                    """
                    select balance - coalesce((select sum(amount) from credit_lease l
                                                where l.organisation_id = a.organisation_id
                                                  and expires_at > $2), 0) as free
                      from billing_account a where organisation_id = $1
                    """,
                    organisation.value(),
                    utc(clock.instant())))
        .orElseThrow()
        .getBigDecimal("free");
  }

  private Optional<Rate> selling(OrganisationId organisation, String number, String country) {
    return Called.of(number, country)
        .flatMap(called -> rates.selling(organisation, called, clock.instant()))
        .map(Priced::rate);
  }

  private Admission leased(CreditLease lease) {
    if (lease.rate().costsNothing()) {
      return new Admission.Free();
    }
    if (lease.renew(Duration.ZERO)) {
      return new Admission.Leased(lease);
    }
    exhausted(lease.organisation(), lease.call());
    return new Admission.Refused(HangupCause.BALANCE_EXHAUSTED);
  }

  /** Tells the organisation that a call was refused or cut since its balance is used up. */
  public void exhausted(OrganisationId organisation, CallId call) {
    outbox.publish(
        organisation, "balance.exhausted", new JsonObject().put("call_id", call.value()));
  }

  /**
   * Leases money for {@code wanted} seconds in all of a call, or for as many as there is money for.
   *
   * @param held seconds that its lease covers already
   * @param rest how long the lease counts after what it covers anew
   * @return the seconds that it covers now
   */
  long lease(
      OrganisationId organisation,
      CallId call,
      Rate rate,
      long held,
      long wanted,
      LongFunction<Duration> rest) {
    return database.in(
        organisation,
        tx -> {
          var account = lock(tx, organisation);
          var now = clock.instant();
          var free = account.balance().subtract(othersLeases(tx, organisation, call, now));
          long seconds = Math.min(wanted, rate.secondsFor(free));
          if (seconds <= held) {
            return held;
          }
          var amount = rate.charge(seconds);
          write(tx, organisation, call, amount, now.plus(rest.apply(seconds)));
          warn(tx, outbox, account, free.subtract(amount));
          return seconds;
        });
  }

  /** An account, locked until the end of the transaction. */
  record Locked(
      OrganisationId organisation,
      boolean prepaid,
      String currency,
      BigDecimal balance,
      BigDecimal lowBalance,
      boolean warned) {}

  static Locked lock(Tx tx, OrganisationId organisation) {
    return tx.one(
            """
            select mode, currency, balance, low_balance, warned from billing_account
             where organisation_id = $1 for update
            """,
            organisation.value())
        .map(
            row ->
                new Locked(
                    organisation,
                    row.getString("mode").equals("prepaid"),
                    row.getString("currency"),
                    row.getBigDecimal("balance"),
                    row.getBigDecimal("low_balance"),
                    row.getBoolean("warned")))
        .orElseThrow();
  }

  /** What other calls of the account hold; leases that have expired are cleared away. */
  static BigDecimal othersLeases(Tx tx, OrganisationId organisation, CallId call, Instant now) {
    tx.update(
        """
        delete from credit_lease where organisation_id = $1 and expires_at <= $3 and call_id <> $2
        """,
        organisation.value(),
        call.value(),
        utc(now));
    return tx.one(
            """
            select coalesce(sum(amount), 0) as amount from credit_lease
             where organisation_id = $1 and call_id <> $2
            """,
            organisation.value(),
            call.value())
        .orElseThrow()
        .getBigDecimal("amount");
  }

  private static void write(
      Tx tx, OrganisationId organisation, CallId call, BigDecimal amount, Instant expiresAt) {
    tx.update(
        """
        insert into credit_lease (call_id, organisation_id, amount, expires_at)
        values ($1, $2, $3, $4)
        on conflict (call_id) do update set amount = $3, expires_at = $4
        """,
        call.value(),
        organisation.value(),
        amount,
        utc(expiresAt));
  }

  /** Warns an account's people, once until there is enough again, that little is left. */
  static void warn(Tx tx, Outbox outbox, Locked account, BigDecimal left) {
    if (account.prepaid() && !account.warned() && left.compareTo(account.lowBalance()) < 0) {
      tx.update(
          "update billing_account set warned = true where organisation_id = $1",
          account.organisation().value());
      outbox.append(
          tx,
          "balance.low",
          new JsonObject()
              .put("left", left.max(BigDecimal.ZERO).toPlainString())
              .put("low_balance", account.lowBalance().toPlainString())
              .put("currency", account.currency()));
    }
  }

  /**
   * Gives back what a call has leased and does not spend. Where the database is away the lease
   * counts until it expires.
   */
  public void giveBack(OrganisationId organisation, CallId call) {
    try {
      database.in(organisation, tx -> settle(tx, call));
    } catch (DatabaseUnavailable away) {
      LOG.atDebug().addKeyValue("call", call).log("A lease is not given back before its time");
    }
  }

  /** What the lease of a call holds, which is taken away with this. */
  static Optional<BigDecimal> settle(Tx tx, CallId call) {
    return tx.one("delete from credit_lease where call_id = $1 returning amount", call.value())
        .map(row -> row.getBigDecimal("amount"));
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
