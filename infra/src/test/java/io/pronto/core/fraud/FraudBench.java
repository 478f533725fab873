package io.pronto.core.fraud;

import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
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
  private final Breakers breakers = new Breakers(OrganisationId.next(), "usr_1", Tariff.BY_CLASS);
  private final Attempt home = breakers.attempt(CallId.next(), "+33123456789");
  private final Attempt abroad = breakers.attempt(CallId.next(), "+37120000001");

  /** A call within the country. */
  @Benchmark
  public boolean home() {
    return breakers.judge(breakers.again(home));
  }

  /** A call to a country that was not called before: nearly all rules look at it. */
  @Benchmark
  public boolean newCountry() {
    return breakers.judge(breakers.again(abroad));
  }
}
