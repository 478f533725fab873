package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.carrier.TrunkStore;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.organisation.OrganisationStore;
import io.pronto.core.rating.FreeCalls;
import io.pronto.core.rating.LeastCost;
import io.pronto.core.rating.Priced;
import io.pronto.core.rating.RateTable;
import io.pronto.core.rating.Rates;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which way a call would go, what it would cost and be sold for, and why. */
public final class RoutingCostApi implements Resource {
  private static final String USUAL = Integer.toString(LeastCost.USUAL_SECONDS);

  private final TrunkStore trunks;
  private final OrganisationStore organisations;
  private final Rates rates;
  private final LeastCost leastCost;
  private final InstantSource clock;

  /** Tells what {@code leastCost} would do with {@code trunks}. */
  public RoutingCostApi(
      TrunkStore trunks,
      OrganisationStore organisations,
      Rates rates,
      LeastCost leastCost,
      InstantSource clock) {
    this.trunks = trunks;
    this.organisations = organisations;
    this.rates = rates;
    this.leastCost = leastCost;
    this.clock = clock;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("get_routing_cost", this::cost);
  }

  private Reply cost(Request request) {
    var number = new E164(request.query("number").orElseThrow());
    var at = request.time("at").orElseGet(clock::instant);
    long seconds = Long.parseLong(request.query("seconds").orElse(USUAL));
    rates.awaitComplete();
    var ways = leastCost.ways(trunks.all(), number.value(), at);
    var json = new ArrayList<JsonObject>();
    for (int i = 0; i < ways.size(); i++) {
      json.add(way(ways, i, number, at, seconds));
    }
    var organisation = request.query("organisation_id").map(OrganisationId::new);
    boolean free = organisation.filter(id -> isFree(id, number)).isPresent();
    return Reply.ok(
        new JsonObject()
            .put("number", number.value())
            .put("at", at)
            .put("seconds", seconds)
            .put("ways", new JsonArray(json))
            .put("toll_free", free)
            .put(
                "selling",
                organisation
                    .filter(_ -> !free)
                    .flatMap(id -> rates.selling(id, number, at))
                    .map(priced -> price(priced, at, seconds))
                    .orElse(null)));
  }

  private boolean isFree(OrganisationId organisation, E164 number) {
    return organisations
        .find(organisation)
        .filter(found -> FreeCalls.to(number, found.country()))
        .isPresent();
  }

  private JsonObject way(List<LeastCost.Way> ways, int i, E164 number, Instant at, long seconds) {
    var way = ways.get(i);
    return new JsonObject()
        .put("position", way.isOpen() ? i + 1 : null)
        .put("trunk_id", way.trunk().id())
        .put("trunk", way.trunk().name())
        .put("carrier_id", way.trunk().carrierId())
        .put("reason", way.reason().code())
        .put("reason_text", words(ways, i))
        .put(
            "price", priced(way, number, at).map(priced -> price(priced, at, seconds)).orElse(null))
        .put("weighed", way.currency().isEmpty() ? null : amount(way.weighed()))
        .put(
            "quality",
            new JsonObject()
                .put("attempts", way.quality().attempts())
                .put("answered_per_thousand", way.quality().answered())
                .put("failed_per_thousand", way.quality().failed())
                .put("delay_millis", way.quality().delayMillis()));
  }

  private Optional<Priced> priced(LeastCost.Way way, E164 number, Instant at) {
    return way.currency().isEmpty()
        ? Optional.empty()
        : rates.buying(way.trunk().carrierId(), number, at);
  }

  private JsonObject price(Priced priced, Instant at, long seconds) {
    return new JsonObject()
        .put("rate_deck_id", priced.deck().id())
        .put("rate_deck_version_id", priced.version().id())
        .put("rate", RatingJson.of(rates.described(priced, at)))
        .put("billed_seconds", priced.rate().billedSeconds(seconds))
        .put("amount", RatingJson.amount(priced.rate().charge(seconds)))
        .put("currency", priced.deck().currency());
  }

  private static String words(List<LeastCost.Way> ways, int i) {
    var way = ways.get(i);
    int priority = way.trunk().policy().priority();
    if (way.isOpen() && priority > ways.getFirst().trunk().policy().priority()) {
      return "Its priority, %d, is behind that of the first: prices are not compared"
          .formatted(priority);
    }
    return switch (way.reason()) {
      case PRICE -> i == 0 ? "The cheapest" + quality(way) : dearer(ways.getFirst(), way);
      case OTHER_CURRENCY ->
          "Its price is in %s, that of the first in another currency: they are not compared"
              .formatted(way.currency());
      case NO_DECK -> "Its carrier has no rates: nobody knows what it costs";
      case BAD_QUALITY ->
          "It failed at %d of 1,000 attempts there: it comes behind all others"
              .formatted(way.quality().failed());
      case NO_RATE -> "Its carrier has no rate for the number: it is not tried";
    };
  }

  private static String dearer(LeastCost.Way first, LeastCost.Way way) {
    return way.micros() >= first.micros()
        ? "Dearer than the first by %s %s for three minutes%s"
            .formatted(amount(way.micros() - first.micros()), way.currency(), quality(way))
        : "Cheaper, but it answers too few calls there: with that three minutes count as %s %s"
            .formatted(amount(way.weighed()), way.currency());
  }

  private static String quality(LeastCost.Way way) {
    return way.quality().isKnown()
        ? "; it answers %d of 1,000 calls there".formatted(way.quality().answered())
        : "";
  }

  private static String amount(long micros) {
    return RatingJson.amount(RateTable.decimal(micros));
  }
}
