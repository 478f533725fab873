package io.pronto.bench.routing;

import io.pronto.core.carrier.Trunk;
import io.pronto.core.rating.DeckVersion;
import io.pronto.core.rating.LeastCost;
import io.pronto.core.rating.Rate;
import io.pronto.core.rating.RateBook;
import io.pronto.core.rating.RateDeck;
import io.pronto.core.rating.RateTable;
import io.pronto.core.rating.TrunkQuality;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
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
  private static final int RATES = 250_000;
  private static final int TRUNKS = 5;
  private static final int NUMBERS = 4_096;
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  private final String[] numbers = numbers();
  private final List<Trunk> trunks = new ArrayList<>();
  private final RateTable table = table(0);
  private final LeastCost leastCost = leastCost();
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
    return leastCost.order(trunks, number(), NOW);
  }

  private String number() {
    next = (next + 1) % NUMBERS;
    return numbers[next];
  }

  private LeastCost leastCost() {
    var decks = new HashMap<String, RateTable>();
    var quality = new TrunkQuality(InstantSource.fixed(NOW));
    for (int i = 0; i < TRUNKS; i++) {
      var carrier = "car_" + i;
      decks.put(carrier, i == 0 ? table : table(i));
      var trunk =
          new Trunk(
              "trk_" + i,
              carrier,
              "t" + i,
              "192.0.2.1",
              5060,
              "udp",
              List.of(),
              OptionalInt.empty());
      trunks.add(trunk);
      for (int call = 0; call < NUMBERS * 3; call++) {
        quality.attempt(
            trunk.id(),
            numbers[call % NUMBERS],
            call % 3 > 0,
            false,
            Optional.of(Duration.ofSeconds(1)));
      }
    }
    var book =
        new RateBook(
            decks.keySet().stream().map(LeastCostBench::deck).toList(),
            decks.keySet().stream().map(LeastCostBench::version).toList(),
            Map.of(),
            version -> decks.get(version.deckId()));
    return new LeastCost(() -> book, quality, 50);
  }

  private static RateDeck deck(String carrier) {
    return new RateDeck(
        carrier,
        RateDeck.Kind.BUYING,
        carrier,
        Optional.of(carrier),
        Optional.empty(),
        "EUR",
        Instant.EPOCH);
  }

  private static DeckVersion version(String carrier) {
    return new DeckVersion(carrier, carrier, Instant.EPOCH, RATES, Instant.EPOCH);
  }

  /** Prefixes as decks have them: of five to eight digits, all over the world. */
  private static RateTable table(int seed) {
    var random = new Random(seed);
    var rates = new TreeMap<String, Rate>(Comparator.naturalOrder());
    while (rates.size() < RATES) {
      var prefix = Integer.toString(10_000 + random.nextInt(99_990_000));
      rates.putIfAbsent(
          prefix,
          new Rate(
              prefix,
              "",
              BigDecimal.valueOf(random.nextInt(1_000_000), Rate.SCALE),
              BigDecimal.ZERO,
              60,
              60,
              Optional.empty(),
              Optional.empty()));
    }
    for (int country = 1; country <= 9; country++) {
      var prefix = Integer.toString(country);
      rates.put(
          prefix,
          new Rate(
              prefix,
              "",
              BigDecimal.ONE,
              BigDecimal.ZERO,
              60,
              60,
              Optional.empty(),
              Optional.empty()));
    }
    var builder = new RateTable.Builder(rates.size());
    rates.values().forEach(builder::add);
    return builder.build();
  }

  private static String[] numbers() {
    var random = new Random(7);
    var numbers = new String[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) {
      numbers[i] = "+" + (10_000_000_000L + random.nextLong(89_999_999_999L));
    }
    return numbers;
  }
}
