package io.pronto.bench.routing;

import io.pronto.core.carrier.Trunk;
import io.pronto.core.fraud.CallPrice;
import io.pronto.core.fraud.Tariff;
import io.pronto.core.rating.Called;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Five trunks, each of a carrier with a deck of 250,000 rates, and how well they have carried
 * calls.
 */
final class Market {
  /** How many trunks there are. */
  static final int TRUNKS = 5;

  private static final int RATES = 250_000;
  private static final int ATTEMPTS = 3;
  private static final int WEIGHT = 50;

  private final List<Trunk> trunks = IntStream.range(0, TRUNKS).mapToObj(Market::trunk).toList();
  private final Map<String, RateTable> decks = new HashMap<>();
  private final LeastCost leastCost;

  /**
   * Opens at {@code now}.
   *
   * @param called numbers, in E.164, that all trunks have carried calls to
   */
  Market(List<String> called, Instant now) {
    for (int i = 0; i < TRUNKS; i++) {
      decks.put(trunks.get(i).carrierId(), table(i));
    }
    var book =
        new RateBook(
            decks.keySet().stream().map(Market::deck).toList(),
            decks.keySet().stream().map(Market::version).toList(),
            Map.of(),
            version -> decks.get(version.deckId()));
    leastCost = new LeastCost(() -> book, quality(called, now), WEIGHT);
  }

  List<Trunk> trunks() {
    return trunks;
  }

  LeastCost leastCost() {
    return leastCost;
  }

  /** The deck of the first trunk. */
  RateTable table() {
    return decks.get(trunks.getFirst().carrierId());
  }

  /** Prices as an organisation's own deck of as many rates has them. */
  Tariff selling() {
    var table = table(TRUNKS);
    return (_, called, _, _, at) -> {
      var number = ((Called.Number) called.orElseThrow()).number().value();
      int row = table.find(RateTable.digits(number), number.length() - 1, at.getEpochSecond());
      var rate = table.rate(row);
      return CallPrice.of(rate.connectionFee(), rate.pricePerMinute());
    };
  }

  private TrunkQuality quality(List<String> called, Instant now) {
    var quality = new TrunkQuality(InstantSource.fixed(now));
    for (var trunk : trunks) {
      for (int call = 0; call < called.size() * ATTEMPTS; call++) {
        quality.attempt(
            trunk.id(),
            called.get(call % called.size()),
            call % ATTEMPTS > 0,
            false,
            Optional.of(Duration.ofSeconds(1)));
      }
    }
    return quality;
  }

  private static Trunk trunk(int i) {
    return new Trunk(
        "trk_" + i, "car_" + i, "t" + i, "192.0.2.1", 5060, "udp", List.of(), OptionalInt.empty());
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
    var rates = new TreeMap<String, Rate>();
    while (rates.size() < RATES) {
      var prefix = Integer.toString(10_000 + random.nextInt(99_990_000));
      rates.putIfAbsent(
          prefix, rate(prefix, BigDecimal.valueOf(random.nextInt(1_000_000), Rate.SCALE)));
    }
    for (int zone = 1; zone <= 9; zone++) {
      var prefix = Integer.toString(zone);
      rates.put(prefix, rate(prefix, BigDecimal.ONE));
    }
    var builder = new RateTable.Builder(rates.size());
    rates.values().forEach(builder::add);
    return builder.build();
  }

  private static Rate rate(String prefix, BigDecimal perMinute) {
    return new Rate(
        prefix, "", perMinute, BigDecimal.ZERO, 60, 60, Optional.empty(), Optional.empty());
  }
}
