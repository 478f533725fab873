package io.pronto.api.wholesale;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.numbering.E164;
import io.pronto.core.outbound.Outbound;
import io.pronto.core.wholesale.Notice;
import io.pronto.core.wholesale.NumberProvider;
import io.pronto.core.wholesale.ProviderAccount;
import io.pronto.core.wholesale.ProviderRefused;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Telnyx's API v2 (https://developers.telnyx.com/api-reference): orders and reservations are found
 * again by their {@code customer_reference}; webhooks are signed by Ed25519 over {@code
 * timestamp|payload}. A reservation that is not ordered lapses by itself within half an hour.
 */
final class TelnyxProvider implements NumberProvider {
  private static final String SIGNATURE = "telnyx-signature-ed25519";
  private static final String TIMESTAMP = "telnyx-timestamp";
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final int PAGE = 250;
  private static final Set<String> NOT_OURS =
      Set.of("deleted", "purchase-failed", "purchase_failed", "ported-out", "ported_out");

  private static final Map<String, String> TYPES =
      Map.of(
          "geographic", "local",
          "non_geographic", "national",
          "mobile", "mobile",
          "toll_free", "toll_free",
          "shared_cost", "shared_cost");

  private final WholesaleHttp http;
  private final String publicKey;

  /** Asks for {@code account}. */
  TelnyxProvider(Outbound outbound, ProviderAccount account) {
    publicKey = account.credentials().getString("webhook_secret", "");
    http =
        new WholesaleHttp(
            outbound,
            account.baseUrl(),
            Map.of(
                "Authorization", "Bearer " + account.credentials().getString("api_key", ""),
                "Content-Type", "application/json",
                "Accept", "application/json"));
  }

  @Override
  public List<Offer> search(Wanted wanted) {
    var query = new LinkedHashMap<String, String>();
    wanted.country().ifPresent(country -> query.put("filter[country_code]", country));
    wanted.type().map(TYPES::get).ifPresent(type -> query.put("filter[phone_number_type]", type));
    wanted
        .prefix()
        .ifPresent(prefix -> query.put("filter[phone_number][contains]", prefix.substring(1)));
    query.put("filter[reservable]", "true");
    query.put("filter[limit]", Integer.toString(wanted.limit()));
    return data(http.get("/available_phone_numbers", query)).stream()
        .flatMap(each -> Numbers.offer(each.getString("phone_number"), wanted).stream())
        .limit(wanted.limit())
        .toList();
  }

  @Override
  public Held reserve(Purchase wanted, boolean again) {
    var known = again ? referenced("/number_reservations", wanted) : Optional.<JsonObject>empty();
    var reservation =
        known.orElseGet(
            () ->
                http.send(HttpMethod.POST, "/number_reservations", wanting(wanted))
                    .getJsonObject("data"));
    if ("failure".equals(reservation.getString("status"))) {
      throw new ProviderRefused("The number cannot be reserved");
    }
    var until =
        Numbers.objects(reservation.getJsonArray("phone_numbers"))
            .flatMap(each -> Optional.ofNullable(each.getString("expired_at")).stream())
            .findFirst();
    return new Held(
        "", reservation.getString("id"), until.map(time -> OffsetDateTime.parse(time).toInstant()));
  }

  private static JsonObject wanting(Purchase wanted) {
    var number = new JsonObject().put("phone_number", wanted.number().value());
    return new JsonObject()
        .put("phone_numbers", new JsonArray().add(number))
        .put("customer_reference", wanted.reference());
  }

  @Override
  public void unreserve(Purchase held) {
    // It lapses by itself.
  }

  @Override
  public Order order(Purchase held, boolean again) {
    var known = again ? referenced("/number_orders", held) : Optional.<JsonObject>empty();
    return state(
        known.orElseGet(
            () ->
                http.send(HttpMethod.POST, "/number_orders", wanting(held)).getJsonObject("data")));
  }

  /** What bears our reference; of several, which one of them had no answer, the one that holds. */
  private Optional<JsonObject> referenced(String path, Purchase wanted) {
    var found =
        data(http.get(path, Map.of("filter[customer_reference]", wanted.reference()))).stream()
            .filter(each -> wanted.reference().equals(each.getString("customer_reference")))
            .toList();
    return found.stream()
        .filter(each -> !"failure".equals(each.getString("status")))
        .findFirst()
        .or(() -> found.stream().findFirst());
  }

  @Override
  public Order status(Purchase ordered) {
    return state(http.get("/number_orders/" + ordered.order(), Map.of()).getJsonObject("data"));
  }

  private static Order state(JsonObject order) {
    var id = order.getString("id");
    return switch (order.getString("status", "")) {
      case "success" -> new Order.Delivered(id);
      case "failure" -> new Order.Refused(id, "The order failed");
      default -> new Order.Pending(id);
    };
  }

  @Override
  public void release(Purchase ordered) {
    data(http.get("/phone_numbers", Map.of("filter[phone_number]", ordered.number().value())))
        .stream()
        .filter(each -> ordered.number().value().equals(each.getString("phone_number")))
        .forEach(each -> http.delete("/phone_numbers/" + each.getString("id")));
  }

  @Override
  public List<E164> numbers() {
    var all = new ArrayList<E164>();
    for (int page = 1; ; page++) {
      var found =
          data(
              http.get(
                  "/phone_numbers",
                  Map.of(
                      "page[number]",
                      Integer.toString(page),
                      "page[size]",
                      Integer.toString(PAGE))));
      found.stream()
          .filter(each -> !NOT_OURS.contains(each.getString("status", "")))
          .flatMap(each -> E164.of(each.getString("phone_number")).stream())
          .forEach(all::add);
      if (found.size() < PAGE) {
        return all;
      }
    }
  }

  @Override
  public List<String> changedOrders(Notice notice) {
    var timestamp = notice.headers().getOrDefault(TIMESTAMP, "");
    if (!fresh(timestamp, notice.receivedAt())
        || !Signatures.ed25519(
            publicKey,
            (timestamp + '|' + notice.body().toString(UTF_8)).getBytes(UTF_8),
            notice.headers().getOrDefault(SIGNATURE, ""))) {
      throw new ProviderRefused("Its signature is wrong, or old");
    }
    return order(notice).stream().toList();
  }

  private static Optional<String> order(Notice notice) {
    try {
      return Optional.ofNullable(new JsonObject(notice.body()).getJsonObject("data"))
          .map(data -> data.getJsonObject("payload"))
          .map(payload -> payload.getString("id"));
    } catch (DecodeException | ClassCastException e) {
      throw new ProviderRefused("It cannot be read");
    }
  }

  private static boolean fresh(String timestamp, Instant now) {
    return timestamp.matches("\\d{1,11}")
        && Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now)
                .abs()
                .compareTo(TOLERANCE)
            <= 0;
  }

  private static List<JsonObject> data(JsonObject answer) {
    return Numbers.objects(answer.getJsonArray("data")).toList();
  }
}
