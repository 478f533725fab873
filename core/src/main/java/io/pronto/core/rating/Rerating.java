package io.pronto.core.rating;

import io.pronto.core.db.Database;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Rates the calls of a period again, by any version of a deck, and tells what that would change. It
 * changes nothing: the difference is booked by hand, as an adjustment.
 */
public final class Rerating {
  private static final int AT_ONCE = 5_000;

  private final Database database;
  private final Rates rates;

  /**
   * What came of it.
   *
   * @param calls that the deck is about
   * @param withoutRate those for which the version has none: they count as nothing
   * @param changed those that would cost something else
   * @param before what they were rated at
   * @param after what the version makes of them
   * @param organisations the difference of each, by its id; of those only for which there is one
   */
  public record Sums(
      long calls,
      long withoutRate,
      long changed,
      BigDecimal before,
      BigDecimal after,
      Map<String, BigDecimal> organisations) {}

  /** Rates what is in {@code database}. */
  public Rerating(Database database, Rates rates) {
    this.database = database;
    this.rates = rates;
  }

  /**
   * Rates the calls that began from {@code from} to before {@code until}: those by trunks of the
   * deck's carrier, or those of the organisations that are billed by it.
   */
  public Sums of(
      RateDeck deck,
      DeckVersion version,
      Instant from,
      Instant until,
      Optional<OrganisationId> organisation) {
    rates.awaitComplete();
    var counted = new Counted(deck, version);
    var after = "";
    while (true) {
      var part = part(from, until, organisation, after);
      part.forEach(counted::add);
      if (part.size() < AT_ONCE) {
        return counted.sums();
      }
      after = part.getLast().getString("call_id");
    }
  }

  private List<Row> part(
      Instant from, Instant until, Optional<OrganisationId> organisation, String after) {
    return database.asOperator(
        tx ->
            tx.query(
                "select * from charged_calls($1, $2, $3, $4, $5)",
                from.atOffset(ZoneOffset.UTC),
                until.atOffset(ZoneOffset.UTC),
                organisation.map(OrganisationId::value).orElse(null),
                after,
                AT_ONCE));
  }

  private final class Counted {
    private final RateDeck deck;
    private final DeckVersion version;
    private final Map<String, BigDecimal> differences = new TreeMap<>();
    private long calls;
    private long withoutRate;
    private long changed;
    private BigDecimal before = BigDecimal.ZERO;
    private BigDecimal after = BigDecimal.ZERO;

    Counted(RateDeck deck, DeckVersion version) {
      this.deck = deck;
      this.version = version;
    }

    void add(Row call) {
      if (!isMeant(call)) {
        return;
      }
      var at = call.getOffsetDateTime("started_at").toInstant();
      var number = call.getString("number");
      var country = call.getString("country");
      if (deck.kind() == RateDeck.Kind.SELLING && FreeCalls.to(number, country)) {
        return;
      }
      var rate = Called.of(number, country).flatMap(called -> rates.of(version, called, at));
      calls++;
      withoutRate += rate.isEmpty() ? 1 : 0;
      var was =
          Optional.ofNullable(
                  call.getBigDecimal(deck.kind() == RateDeck.Kind.BUYING ? "cost" : "price"))
              .orElse(BigDecimal.ZERO);
      var becomes =
          rate.map(found -> found.charge(call.getInteger("seconds"))).orElse(BigDecimal.ZERO);
      before = before.add(was);
      after = after.add(becomes);
      if (was.compareTo(becomes) != 0) {
        changed++;
        differences.merge(
            call.getString("organisation_id"), becomes.subtract(was), BigDecimal::add);
      }
    }

    private boolean isMeant(Row call) {
      var currency =
          call.getString(deck.kind() == RateDeck.Kind.BUYING ? "cost_currency" : "currency");
      if (currency != null && !currency.equals(deck.currency())) {
        return false;
      }
      return switch (deck.kind()) {
        case BUYING -> deck.carrierId().equals(Optional.ofNullable(call.getString("carrier_id")));
        case SELLING -> {
          var payer = new OrganisationId(call.getString("organisation_id"));
          yield deck.organisation().map(payer::equals).orElseGet(() -> !rates.hasOwnDeck(payer));
        }
      };
    }

    Sums sums() {
      differences.values().removeIf(difference -> difference.signum() == 0);
      return new Sums(calls, withoutRate, changed, before, after, differences);
    }
  }
}
