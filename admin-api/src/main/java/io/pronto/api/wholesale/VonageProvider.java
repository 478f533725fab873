package io.pronto.api.wholesale;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.numbering.E164;
import io.pronto.core.outbound.Outbound;
import io.pronto.core.wholesale.Notice;
import io.pronto.core.wholesale.NumberProvider;
import io.pronto.core.wholesale.ProviderAccount;
import io.pronto.core.wholesale.ProviderAway;
import io.pronto.core.wholesale.ProviderRefused;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Vonage's Numbers API (https://developer.vonage.com/en/api/numbers): account key and secret,
 * forms, and an {@code error-code} in the body whatever the status. It knows neither reservations
 * nor references nor notices: a number is ours when it is among the account's.
 */
final class VonageProvider implements NumberProvider {
  private static final int PAGE = 100;
  private static final String DONE = "200";
  private static final Map<String, String> TYPES =
      Map.of(
          "geographic", "landline",
          "non_geographic", "landline",
          "mobile", "mobile-lvn",
          "toll_free", "landline-toll-free");

  private final WholesaleHttp http;

  /** Asks for {@code account}. */
  VonageProvider(Outbound outbound, ProviderAccount account) {
    var credentials = account.credentials();
    var pair = credentials.getString("api_key", "") + ':' + credentials.getString("api_secret", "");
    http =
        new WholesaleHttp(
            outbound,
            account.baseUrl(),
            Map.of(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)),
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Accept",
                "application/json"));
  }

  @Override
  public List<Offer> search(Wanted wanted) {
    return wanted.country().map(country -> search(country, wanted)).orElse(List.of());
  }

  private List<Offer> search(String country, Wanted wanted) {
    var query = new LinkedHashMap<String, String>();
    query.put("country", country);
    query.put("features", "VOICE");
    wanted.type().map(TYPES::get).ifPresent(type -> query.put("type", type));
    wanted
        .prefix()
        .ifPresent(
            prefix -> {
              query.put("pattern", prefix.substring(1));
              query.put("search_pattern", "0");
            });
    query.put("size", Integer.toString(wanted.limit()));
    return numbers(http.get("/number/search", query)).stream()
        .flatMap(each -> Numbers.offer(each.getString("msisdn"), wanted).stream())
        .limit(wanted.limit())
        .toList();
  }

  /** It is only seen whether the number is for sale: nobody holds it for us. */
  @Override
  public Held reserve(Purchase wanted, boolean again) {
    var exactly =
        new Wanted(
            Optional.of(wanted.country()),
            Optional.empty(),
            Optional.of(wanted.number().value()),
            1);
    if (search(exactly).isEmpty()) {
      throw new ProviderRefused("The number is not for sale");
    }
    return new Held("", "", Optional.empty());
  }

  @Override
  public void unreserve(Purchase held) {
    // Nothing is held.
  }

  @Override
  public Order order(Purchase held, boolean again) {
    if (again && isOurs(held.number())) {
      return new Order.Delivered("");
    }
    var refusal = refusal("/number/buy", held);
    return refusal.isEmpty() || isOurs(held.number())
        ? new Order.Delivered("")
        : new Order.Refused("", refusal.get());
  }

  @Override
  public Order status(Purchase ordered) {
    return isOurs(ordered.number())
        ? new Order.Delivered("")
        : new Order.Refused("", "The number is not among the account's");
  }

  @Override
  public void release(Purchase ordered) {
    var refusal = refusal("/number/cancel", ordered);
    if (refusal.isPresent() && isOurs(ordered.number())) {
      throw new ProviderRefused(refusal.get());
    }
  }

  /** Why it is not done, whether the status says so or the body; empty when it is. */
  private Optional<String> refusal(String path, Purchase purchase) {
    try {
      var code = code(http.form(path, fields(purchase)));
      return code.equals(DONE) ? Optional.empty() : Optional.of("error-code " + code);
    } catch (ProviderRefused refused) {
      return Optional.of(refused.getMessage());
    }
  }

  private static Map<String, String> fields(Purchase purchase) {
    return Map.of("country", purchase.country(), "msisdn", Numbers.digits(purchase.number()));
  }

  private static String code(JsonObject answer) {
    var code = String.valueOf(answer.getValue("error-code"));
    if (code.startsWith("5") || code.equals("429")) {
      throw new ProviderAway("error-code " + code, Optional.empty());
    }
    return code;
  }

  private boolean isOurs(E164 number) {
    var digits = Numbers.digits(number);
    return numbers(
            http.get(
                "/account/numbers",
                Map.of("pattern", digits, "search_pattern", "0", "size", Integer.toString(PAGE))))
        .stream()
        .anyMatch(each -> digits.equals(each.getString("msisdn")));
  }

  @Override
  public List<E164> numbers() {
    var all = new ArrayList<E164>();
    for (int index = 1; ; index++) {
      var found =
          numbers(
              http.get(
                  "/account/numbers",
                  Map.of("size", Integer.toString(PAGE), "index", Integer.toString(index))));
      found.stream()
          .flatMap(each -> E164.of('+' + each.getString("msisdn")).stream())
          .forEach(all::add);
      if (found.size() < PAGE) {
        return all;
      }
    }
  }

  @Override
  public List<String> changedOrders(Notice notice) {
    throw new ProviderRefused("It tells nothing of its own accord");
  }

  private static List<JsonObject> numbers(JsonObject answer) {
    return Numbers.objects(answer.getJsonArray("numbers")).toList();
  }
}
