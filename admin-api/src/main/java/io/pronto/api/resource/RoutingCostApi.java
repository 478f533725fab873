package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.carrier.TrunkStore;
import io.pronto.core.live.PassedOver;
import io.pronto.core.live.TrunkState;
import io.pronto.core.live.TrunkStates;
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
  private final TrunkStates states;
  private final InstantSource clock;

  /**
   * Tells what {@code leastCost} would do with {@code trunks}; {@code states} knows how they are.
   */
  public RoutingCostApi(
      TrunkStore trunks,
      OrganisationStore organisations,
      Rates rates,
      LeastCost leastCost,
      TrunkStates states,
      InstantSource clock) {
    this.trunks = trunks;
    this.organisations = organisations;
    this.rates = rates;
    this.leastCost = leastCost;
    this.states = states;
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
    var seen = TrunkJson.seen(states);
    var ways =
        new WaysOut(leastCost, seen.orElse(Map.of()))
            .of(trunks.all(), number.value(), at).stream()
                .map(out -> way(out, number, at, seconds).put("status", status(out, seen)))
                .toList();
    var organisation = request.query("organisation_id").map(OrganisationId::new);
    boolean free = organisation.filter(id -> isFree(id, number)).isPresent();
    return Reply.ok(
        new JsonObject()
            .put("number", number.value())
            .put("at", at)
            .put("seconds", seconds)
            .put("ways", new JsonArray(ways))
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

  private static JsonArray status(
      WaysOut.WayOut out, Optional<Map<String, List<TrunkState>>> seen) {
    return TrunkJson.status(out.way().trunk(), seen);
  }

  private JsonObject way(WaysOut.WayOut out, E164 number, Instant at, long seconds) {
    var way = out.way();
    return new JsonObject()
        .put("position", out.position().isPresent() ? out.position().getAsInt() : null)
        .put("trunk_id", way.trunk().id())
        .put("trunk", way.trunk().name())
        .put("carrier_id", way.trunk().carrierId())
        .put("reason", out.reason())
        .put("reason_text", WayWords.of(out))
        .put("passed_over", out.passedOver().map(PassedOver::code).orElse(null))
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

  private static String amount(long micros) {
    return RatingJson.amount(RateTable.decimal(micros));
  }
}
