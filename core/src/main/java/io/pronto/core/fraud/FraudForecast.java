package io.pronto.core.fraud;

import io.pronto.core.call.CallId;
import io.pronto.core.db.Database;
import io.pronto.core.live.Redis;
import io.pronto.core.live.SharedCounters;
import io.pronto.core.numbering.NumberType;
import io.pronto.core.organisation.OrganisationId;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Tells what {@link FraudWatch} would say of a call if it were made now, by the same rules, alarms
 * and counts, and writes and counts nothing. What one node has counted and not yet told the others
 * it does not know.
 */
public final class FraudForecast {
  private final FraudFactsReader facts;
  private final SharedLedger shared;
  private final Tariff tariff;
  private final InstantSource clock;

  /**
   * Looks at what is in {@code database} and {@code redis}.
   *
   * @param tariff what calls cost
   */
  public FraudForecast(Database database, Redis redis, Tariff tariff, InstantSource clock) {
    this.facts = new FraudFactsReader(database);
    this.shared = new SharedLedger(new SharedCounters(redis));
    this.tariff = tariff;
    this.clock = clock;
  }

  /**
   * What is known of where a call would go, and what would be said of it.
   *
   * @param country where the number is, ISO 3166 alpha-2, or the code of a network of no country
   * @param newCountry whether nobody of the organisation has talked to that country of late
   */
  public record Prospect(
      String country, NumberType type, boolean newCountry, Judgement judgement) {}

  /** What would be said of it. */
  public sealed interface Judgement {
    /** It may leave. */
    record Passes() implements Judgement {}

    /**
     * Such numbers are closed.
     *
     * @param byOperator whether the operator has closed them, whatever the organisation decides
     */
    record Closed(boolean byOperator) implements Judgement {}

    /**
     * A breaker stops it.
     *
     * @param tripped whether it has tripped before; otherwise this call would make it trip
     * @param limit of the rule, in euros, calls, minutes or failures
     */
    record Stopped(RuleName rule, boolean tripped, BigDecimal limit) implements Judgement {}
  }

  /**
   * Judges a call to the outside that is no call for help. Waits for the database, and for Redis.
   *
   * @param userId who would make it; empty for nobody in particular
   * @param number E.164, or a short code
   */
  public Prospect of(OrganisationId organisation, Optional<String> userId, String number) {
    var known = facts.look(organisation);
    var attempt =
        Attempt.to(
            number,
            CallId.next(),
            organisation,
            userId.orElse(""),
            "",
            known.country(),
            tariff,
            clock.instant());
    return new Prospect(
        attempt.country(),
        attempt.type(),
        !known.knows(attempt.country(), attempt.at()),
        judge(known, attempt));
  }

  private Judgement judge(FraudFacts known, Attempt attempt) {
    if (!known.allow(attempt)) {
      return new Judgement.Closed(!known.ceilingAllows(attempt));
    }
    var counts = FraudEngine.counts(known, attempt);
    var standing = known.tripped(counts, attempt.at());
    return standing
        .or(() -> shared.wouldExceed(attempt, counts, attempt.at()))
        .<Judgement>map(
            count ->
                new Judgement.Stopped(
                    count.breaker().rule(), standing.isPresent(), count.rule().limit()))
        .orElseGet(Judgement.Passes::new);
  }
}
