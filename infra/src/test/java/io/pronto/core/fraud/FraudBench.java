package io.pronto.core.fraud;

import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to judge a call by all the usual rules, and to count it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FraudBench {
  private static final int USERS = 1_000;
  private static final long PAUSE_MILLIS = 10_000;

  private final OrganisationId organisation = OrganisationId.next();
  private final FraudEngine engine = new FraudEngine();
  private final FraudFacts facts =
      new FraudFacts(
          organisation,
          "FR",
          FraudFacts.acting(Map.of(), USERS),
          DestinationRules.NONE,
          DestinationRules.NONE,
          Map.of(),
          Map.of(),
          Map.of());
  private final Attempt home = attempt("+33123456789");
  private final Attempt abroad = attempt("+37120000001");
  private long now = Instant.now().toEpochMilli();

  /** A call within the country. */
  @Benchmark
  public Object home() {
    return engine.judge(facts, at(home));
  }

  /** A call to a country that was not called before: nearly all rules look at it. */
  @Benchmark
  public Object newCountry() {
    return engine.judge(facts, at(abroad));
  }

  private Attempt at(Attempt attempt) {
    now += PAUSE_MILLIS;
    return new Attempt(
        attempt.call(),
        organisation,
        attempt.userId(),
        attempt.number(),
        attempt.country(),
        attempt.range(),
        attempt.type(),
        attempt.price(),
        Instant.ofEpochMilli(now));
  }

  private Attempt attempt(String number) {
    return Attempt.to(
        number, CallId.next(), organisation, "usr_1", "FR", Tariff.BY_CLASS, Instant.now());
  }
}
