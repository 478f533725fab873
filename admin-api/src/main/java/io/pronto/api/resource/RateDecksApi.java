package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rating.RateDeck;
import io.pronto.core.rating.RateDeckStore;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The operator's decks of rates. */
public final class RateDecksApi implements Resource {
  private final RateDeckStore decks;

  /** Keeps them in {@code decks}. */
  public RateDecksApi(RateDeckStore decks) {
    this.decks = decks;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_rate_decks", this::list,
        "create_rate_deck", this::create,
        "get_rate_deck", this::read,
        "update_rate_deck", this::change,
        "delete_rate_deck", this::delete);
  }

  private Reply list(Request request) {
    var filter =
        new RateDeckStore.Filter(
            request.query("kind").map(RateDeck.Kind::of),
            request.query("carrier_id"),
            request.query("organisation_id").map(OrganisationId::new));
    return Reply.page(decks.list(filter, request.page()).map(RatingJson::of));
  }

  private Reply create(Request request) {
    var body = request.body();
    var kind = RateDeck.Kind.of(body.getString("kind"));
    var carrier = Optional.ofNullable(body.getString("carrier_id"));
    var organisation = Optional.ofNullable(body.getString("organisation_id"));
    if (kind == RateDeck.Kind.BUYING && carrier.isEmpty()) {
      throw Problem.invalid("/carrier_id", "required", "Is needed: whose prices are they?");
    }
    if (kind == RateDeck.Kind.SELLING && carrier.isPresent()) {
      throw Problem.invalid("/carrier_id", "not_allowed", "Carriers are not sold to");
    }
    if (kind == RateDeck.Kind.BUYING && organisation.isPresent()) {
      throw Problem.invalid("/organisation_id", "not_allowed", "Organisations are not bought from");
    }
    return Reply.created(
        RatingJson.of(
            decks.create(
                new RateDeck(
                    RateDeckStore.nextId(),
                    kind,
                    body.getString("name"),
                    carrier,
                    organisation.map(OrganisationId::new),
                    body.getString("currency"),
                    Instant.EPOCH))));
  }

  private Reply read(Request request) {
    return decks
        .find(request.path("id"))
        .map(deck -> Reply.ok(RatingJson.of(deck)))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    return decks
        .change(
            request.path("id"),
            before -> {
              request.requireMatch(RatingJson.of(before));
              return before.named(request.body().getString("name", before.name()));
            })
        .map(deck -> Reply.ok(RatingJson.of(deck)))
        .orElseThrow(Problem::notFound);
  }

  private Reply delete(Request request) {
    return Reply.gone(
        decks.delete(
            request.path("id"),
            deck -> request.requireMatch(RatingJson.of(deck)),
            () -> {
              throw Problem.conflict(
                  "deck_in_use", "Calls may have been rated by it: it stays, to rate them again");
            }));
  }
}
