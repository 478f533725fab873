package io.pronto.bench.routing;

import io.pronto.core.carrier.Trunk;
import io.pronto.core.rating.RateTable;
import java.time.Instant;
import java.util.List;
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

/** What it costs to find the rate of a number among 250,000, and to order five trunks by price. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LeastCostBench {
  private static final int NUMBERS = 4_096;
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  private final List<String> numbers =
      new Random(7)
          .longs(NUMBERS, 10_000_000_000L, 99_999_999_999L)
          .mapToObj(digits -> "+" + digits)
          .toList();
  private final Market market = new Market(numbers, NOW);
  private final RateTable table = market.table();
  private int next;

  /** One number in one deck. */
  @Benchmark
  public int find() {
    var number = number();
    return table.find(RateTable.digits(number), number.length() - 1, NOW.getEpochSecond());
  }

  /** The order of five trunks, each with a deck of its own. */
  @Benchmark
  public List<Trunk> order() {
    return market.leastCost().order(market.trunks(), number(), NOW);
  }

  private String number() {
    next = (next + 1) % NUMBERS;
    return numbers.get(next);
  }
}
