package io.pronto.api.resource;

import io.pronto.api.web.Problem;
import io.pronto.core.rental.MonthlyPrice;
import io.pronto.core.rental.Rental;
import io.pronto.core.rental.RentalRefused;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** How rentals read in JSON, and what refused steps of them are answered. */
final class Rentals {
  private Rentals() {}

  static JsonObject json(Rental rental, Notation notation) {
    var json =
        new JsonObject()
            .put("id", rental.id())
            .put("number", rental.number().value())
            .put("shown", notation.write(rental.number()))
            .put("country", rental.country())
            .put("type", rental.type())
            .put("use", rental.use().code())
            .put("provider_id", rental.source().providerId().orElse(null))
            .put("state", rental.state().code())
            .put("reason", rental.reason())
            .put("until", rental.until().orElse(null))
            .put("created_at", rental.createdAt());
    return price(json, rental.price());
  }

  static JsonObject price(JsonObject json, Optional<MonthlyPrice> price) {
    return json.put("monthly_price", price.map(each -> each.amount().toPlainString()).orElse(null))
        .put("currency", price.map(MonthlyPrice::currency).orElse(null));
  }

  /** 409 where it contradicts what is, 422 where what was asked for cannot be. */
  static Problem problem(RentalRefused refused, String pointer) {
    var code = refused.reason().code();
    return switch (refused.reason()) {
      case NUMBER_TAKEN, NUMBER_PORTED -> Problem.conflict(code, pointer, refused.getMessage());
      case WRONG_STATE, TOO_MANY_HELD -> Problem.conflict(code, refused.getMessage());
      case NOT_AVAILABLE,
          IMPOSSIBLE,
          NOT_RENTABLE,
          PEOPLE_ONLY,
          PLATFORM_ONLY,
          DOCUMENTS_REQUIRED,
          SUBPROCESSOR_NOT_IN_FORCE ->
          Problem.invalid(pointer, code, refused.getMessage());
    };
  }
}
