package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.rental.MonthlyPrice;
import io.pronto.core.rental.NumberPolicies;
import io.pronto.core.rental.NumberPolicy;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Currency;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the operator decides for each kind of number: price, quarantine, reservation, documents. */
public final class NumberPoliciesApi implements Resource {
  private static final int COUNTRY = 2;

  private final NumberPolicies policies;

  /** Keeps them in {@code policies}. */
  public NumberPoliciesApi(NumberPolicies policies) {
    this.policies = policies;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_number_policies", this::list,
        "get_number_policy", this::read,
        "replace_number_policy", this::replace);
  }

  private Reply list(Request request) {
    return Reply.ok(
        new JsonObject()
            .put(
                "data",
                new JsonArray(policies.list().stream().map(NumberPoliciesApi::json).toList())));
  }

  private Reply read(Request request) {
    return Reply.ok(json(policies.of(country(request), type(request))));
  }

  private Reply replace(Request request) {
    return Reply.ok(
        json(policies.put(wanted(request), before -> request.requireMatch(json(before)))));
  }

  private static NumberPolicy wanted(Request request) {
    var body = request.body();
    return new NumberPolicy(
        country(request),
        type(request),
        price(body),
        body.getInteger("quarantine_days", NumberPolicy.QUARANTINE_DAYS),
        Duration.ofMinutes(
            body.getInteger("reservation_minutes", (int) NumberPolicy.RESERVATION.toMinutes())),
        body.getJsonArray("documents", new JsonArray()).stream()
            .map(String.class::cast)
            .collect(Collectors.toSet()));
  }

  private static Optional<MonthlyPrice> price(JsonObject body) {
    var amount = Optional.ofNullable(body.getString("monthly_price"));
    var currency = Optional.ofNullable(body.getString("currency"));
    if (amount.isPresent() != currency.isPresent()) {
      throw Problem.invalid("/currency", "required", "A price is an amount and a currency");
    }
    currency.ifPresent(NumberPoliciesApi::requireCurrency);
    return amount.map(text -> new MonthlyPrice(new BigDecimal(text), currency.orElseThrow()));
  }

  private static void requireCurrency(String code) {
    try {
      Currency.getInstance(code);
    } catch (IllegalArgumentException e) {
      throw Problem.invalid("/currency", "unknown", "Is no currency of ISO 4217");
    }
  }

  private static String country(Request request) {
    return request.path("kind").substring(0, COUNTRY);
  }

  private static String type(Request request) {
    return request.path("kind").substring(COUNTRY + 1);
  }

  private static JsonObject json(NumberPolicy policy) {
    var json =
        new JsonObject()
            .put("kind", policy.country() + '-' + policy.type())
            .put("country", policy.country())
            .put("type", policy.type())
            .put("quarantine_days", policy.quarantineDays())
            .put("reservation_minutes", policy.reservation().toMinutes())
            .put("documents", new JsonArray(policy.documents().stream().sorted().toList()));
    return Rentals.price(json, policy.price());
  }
}
