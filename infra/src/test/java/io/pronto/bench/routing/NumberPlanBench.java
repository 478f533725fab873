package io.pronto.bench.routing;

import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.NumberPlan;
import java.util.Random;
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

/** What it costs to know what a number is: in France, abroad and seen before, abroad and new. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NumberPlanBench {
  private static final int KNOWN = 1_000;
  private static final E164[] FRENCH = numbers("+33", 100_000_000, KNOWN);
  private static final E164[] ABROAD = numbers("+39", 100_000_000, KNOWN);
  private static final long FIRST_NEW = 300_000_000L;

  private int next;
  private long fresh = FIRST_NEW;

  /** One of France. */
  @Benchmark
  public NumberPlan.Entry french() {
    next = (next + 1) % KNOWN;
    return NumberPlan.of(FRENCH[next]);
  }

  /** One of Italy that was asked for before. */
  @Benchmark
  public NumberPlan.Entry known() {
    next = (next + 1) % KNOWN;
    return NumberPlan.of(ABROAD[next]);
  }

  /** One of Italy that was never asked for. */
  @Benchmark
  public NumberPlan.Entry unknown() {
    return NumberPlan.of(new E164("+393" + fresh++));
  }

  private static E164[] numbers(String code, int least, int count) {
    return new Random(1)
        .ints(count, least, 10 * least - 1)
        .mapToObj(national -> new E164(code + national))
        .toArray(E164[]::new);
  }
}
