package io.pronto.api.resource;

import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rating.DeckVersion;
import io.pronto.core.rating.Rate;
import io.pronto.core.rating.RateDeck;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;

/** How prices read in JSON: amounts are texts, so that no reader makes floating-point of them. */
final class RatingJson {
  private RatingJson() {}

  static JsonObject of(RateDeck deck) {
    return new JsonObject()
        .put("id", deck.id())
        .put("kind", deck.kind().code())
        .put("name", deck.name())
        .put("carrier_id", deck.carrierId().orElse(null))
        .put("organisation_id", deck.organisation().map(OrganisationId::value).orElse(null))
        .put("currency", deck.currency())
        .put("created_at", deck.createdAt());
  }

  static JsonObject of(DeckVersion version) {
    return new JsonObject()
        .put("id", version.id())
        .put("rate_deck_id", version.deckId())
        .put("effective_from", version.effectiveFrom())
        .put("rates", version.rates())
        .put("created_at", version.createdAt());
  }

  static JsonObject of(Rate rate) {
    return new JsonObject()
        .put("prefix", rate.prefix())
        .put("description", rate.description())
        .put("price_per_minute", amount(rate.pricePerMinute()))
        .put("connection_fee", amount(rate.connectionFee()))
        .put("increments", rate.firstIncrement() + "/" + rate.nextIncrement())
        .put("valid_from", rate.validFrom().map(Instant::toString).orElse(null))
        .put("valid_until", rate.validUntil().map(Instant::toString).orElse(null));
  }

  /** With all six decimals. */
  static String amount(BigDecimal amount) {
    return amount.setScale(Rate.SCALE).toPlainString();
  }
}
