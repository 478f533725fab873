package io.pronto.core.fraud;

import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All the usual breakers of an organisation in France, with limits so wide that no call of a bench
 * trips one: a call that is refused is not counted, and costs less.
 */
public final class Breakers {
  private static final int USERS = 1_000;
  private static final long LIMIT = Long.MAX_VALUE / 2;
  private static final String DEVICE = "dev_1";
  private static final long PAUSE_MILLIS = 10_000;

  private final OrganisationId organisation;
  private final String userId;
  private final Tariff tariff;
  private final FraudEngine engine = new FraudEngine();
  private final FraudFacts facts;
  private long now = Instant.parse("2026-11-23T10:00:00Z").toEpochMilli();

  /**
   * Those of {@code organisation}.
   *
   * @param userId who makes its calls; empty for nobody in particular, as when they are forwarded
   * @param tariff what they cost
   */
  public Breakers(OrganisationId organisation, String userId, Tariff tariff) {
    this.organisation = organisation;
    this.userId = userId;
    this.tariff = tariff;
    this.facts =
        new FraudFacts(
            organisation,
            "FR",
            wide(FraudFacts.acting(Map.of(), USERS)),
            DestinationRules.NONE,
            DestinationRules.NONE,
            Map.of(),
            Map.of(),
            Map.of());
  }

  /**
   * Reads and prices {@code number}, judges a call to it, and counts it; whether it may be made.
   */
  public boolean passes(CallId call, String number) {
    return judge(attempt(call, number));
  }

  /** The next call to {@code number}, some seconds after the one before. */
  Attempt attempt(CallId call, String number) {
    return Attempt.to(number, call, organisation, userId, DEVICE, "FR", tariff, next());
  }

  /** The same call made again, some seconds after the one before. */
  Attempt again(Attempt attempt) {
    return new Attempt(
        attempt.call(),
        organisation,
        userId,
        DEVICE,
        attempt.number(),
        attempt.country(),
        attempt.range(),
        attempt.type(),
        attempt.price(),
        next());
  }

  /** Judges {@code attempt} and counts it; whether it may be made. */
  boolean judge(Attempt attempt) {
    return engine.judge(facts, attempt) instanceof FraudEngine.Verdict.Passed;
  }

  private Instant next() {
    now += PAUSE_MILLIS;
    return Instant.ofEpochMilli(now);
  }

  private static List<ActingRule> wide(List<ActingRule> rules) {
    return rules.stream().map(rule -> new ActingRule(rule.rule(), LIMIT)).toList();
  }
}
