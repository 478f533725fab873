package io.pronto.core.credit;

import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rating.Rate;
import java.time.Duration;

/**
 * What one call of a prepaid account may spend. It is settled by the call's record ({@link
 * CallCharging}). Safe for any thread.
 */
public final class CreditLease {
  private final Credit credit;
  private final OrganisationId organisation;
  private final CallId call;
  private final Rate rate;
  private final Duration ring;
  private volatile long coveredSeconds;

  CreditLease(Credit credit, OrganisationId organisation, CallId call, Rate rate, Duration ring) {
    this.credit = credit;
    this.organisation = organisation;
    this.call = call;
    this.rate = rate;
    this.ring = ring;
  }

  OrganisationId organisation() {
    return organisation;
  }

  CallId call() {
    return call;
  }

  Rate rate() {
    return rate;
  }

  /** How long after its answer the call is paid for. */
  public Duration covered() {
    return Duration.ofSeconds(coveredSeconds);
  }

  /**
   * Leases another minute, or as much of it as there is money for.
   *
   * @param talked how long the call has gone on since its answer
   * @return whether the call is paid for longer than before
   * @throws io.pronto.core.db.DatabaseUnavailable when the database does not answer: what was
   *     covered stays covered
   */
  public boolean renew(Duration talked) {
    long before = coveredSeconds;
    long wanted = rate.billedSeconds(before + Credit.SLICE.toSeconds());
    // Before the answer it may ring for a while, which nobody pays for.
    var slack = before == 0 ? ring.plus(Credit.MARGIN) : Credit.MARGIN;
    coveredSeconds =
        credit.lease(
            organisation,
            call,
            rate,
            before,
            wanted,
            seconds -> Duration.ofSeconds(seconds).minus(talked).plus(slack));
    return coveredSeconds > before;
  }

  /** Tells the organisation that the call is cut since nothing more can be leased. */
  public void exhausted() {
    credit.exhausted(organisation, call);
  }
}
