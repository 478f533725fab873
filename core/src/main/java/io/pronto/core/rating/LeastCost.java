package io.pronto.core.rating;

import io.pronto.core.carrier.Trunk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * In which order trunks are tried for a number: among those of one priority the cheapest first,
 * where quality counts as much as the operator wants. Of a trunk that answers fewer calls than the
 * best of them the price is multiplied by {@code 1 + weight × what it lacks}; one that fails at
 * half of its attempts comes behind all others, whatever its price. A carrier whose deck has no
 * rate for the number is left out, since it does not sell it; one that has no deck comes after
 * those whose price is known. Trunks between which neither decides stay in the order in which they
 * are given.
 */
public final class LeastCost {
  /** The call that prices are compared for: three minutes. */
  public static final int USUAL_SECONDS = 180;

  private static final int LAST_SOUND = Reason.NO_DECK.ordinal();

  /** What fails, or leads nowhere, comes last; then the operator's own order, then the price. */
  private static final Comparator<Way> ORDER =
      Comparator.comparingInt((Way way) -> Math.max(0, way.reason().ordinal() - LAST_SOUND))
          .thenComparingInt(way -> way.trunk().policy().priority())
          .thenComparing(Way::reason)
          .thenComparingLong(Way::weighed);

  private static final int THOUSAND = 1_000;
  private static final int HUNDRED = 100;

  private final Supplier<RateBook> rates;
  private final TrunkQuality quality;
  private final int weight;

  /** Why a trunk has its place. */
  public enum Reason {
    /** Its price, with its quality, decides. */
    PRICE,
    /** Its price is in another currency than the first's: they cannot be compared. */
    OTHER_CURRENCY,
    /** Its carrier has no deck. */
    NO_DECK,
    /** It fails too often. */
    BAD_QUALITY,
    /** Its carrier does not sell calls there: it is not tried. */
    NO_RATE;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A way out.
   *
   * @param reason why it is where it is
   * @param micros what a call of {@link #USUAL_SECONDS} costs, in millionths; 0 where unknown
   * @param weighed the same with its quality, by which it is compared
   * @param currency of both; empty where unknown
   */
  public record Way(
      Trunk trunk,
      Reason reason,
      long micros,
      long weighed,
      String currency,
      TrunkQuality.Measure quality) {
    /** Whether it is tried at all. */
    public boolean isOpen() {
      return reason != Reason.NO_RATE;
    }
  }

  /**
   * Orders by {@code rates} and {@code quality}.
   *
   * @param weight of quality in percent: 0 for price alone; at 100 a trunk that answers half as
   *     many calls as the best counts as half as dear again
   */
  public LeastCost(Supplier<RateBook> rates, TrunkQuality quality, int weight) {
    this.rates = rates;
    this.quality = quality;
    this.weight = weight;
  }

  /** Those of {@code trunks} that are to be tried for {@code number}, in order. */
  public List<Trunk> order(List<Trunk> trunks, String number, Instant at) {
    if (trunks.isEmpty() || !rates.get().buys() || RateTable.digits(number) < 0) {
      return trunks;
    }
    var ordered = new ArrayList<Trunk>(trunks.size());
    for (var way : ways(trunks, number, at)) {
      if (way.isOpen()) {
        ordered.add(way.trunk());
      }
    }
    return ordered;
  }

  /** All of {@code trunks}, in order, with what the usual call costs by each, and why. */
  public List<Way> ways(List<Trunk> trunks, String number, Instant at) {
    var book = rates.get();
    var ways = new ArrayList<Way>(trunks.size());
    for (var trunk : trunks) {
      ways.add(way(book, trunk, number, at));
    }
    weigh(ways);
    ways.sort(ORDER);
    return ways;
  }

  private Way way(RateBook book, Trunk trunk, String number, Instant at) {
    var measure = quality.of(trunk.id(), number);
    var deck = book.buying(trunk.carrierId());
    var version = deck.flatMap(known -> known.at(at));
    if (version.isEmpty()) {
      return new Way(trunk, or(Reason.NO_DECK, measure), 0, 0, "", measure);
    }
    var table = book.table(version.get());
    int row = table.find(RateTable.digits(number), number.length() - 1, at.getEpochSecond());
    if (row < 0) {
      return new Way(trunk, Reason.NO_RATE, 0, 0, "", measure);
    }
    return new Way(
        trunk,
        or(Reason.PRICE, measure),
        table.micros(row, USUAL_SECONDS),
        0,
        deck.get().deck().currency(),
        measure);
  }

  private static Reason or(Reason reason, TrunkQuality.Measure measure) {
    return measure.isBad() ? Reason.BAD_QUALITY : reason;
  }

  private void weigh(List<Way> ways) {
    int best = 0;
    var currency = "";
    for (var way : ways) {
      if (way.quality().isKnown() && way.isOpen()) {
        best = Math.max(best, way.quality().answered());
      }
      if (currency.isEmpty()) {
        currency = way.currency();
      }
    }
    for (int i = 0; i < ways.size(); i++) {
      ways.set(i, weighed(ways.get(i), best, currency));
    }
  }

  private Way weighed(Way way, int best, String currency) {
    boolean foreign = way.reason() == Reason.PRICE && !way.currency().equals(currency);
    return new Way(
        way.trunk(),
        foreign ? Reason.OTHER_CURRENCY : way.reason(),
        way.micros(),
        way.micros() + way.micros() * weight / HUNDRED * lack(way.quality(), best) / THOUSAND,
        way.currency(),
        way.quality());
  }

  /** What a trunk lacks against the best, per thousand. */
  private static int lack(TrunkQuality.Measure measure, int best) {
    return measure.isKnown() && best > 0 ? (best - measure.answered()) * THOUSAND / best : 0;
  }
}
