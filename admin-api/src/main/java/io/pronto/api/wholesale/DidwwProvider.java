package io.pronto.api.wholesale;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.numbering.E164;
import io.pronto.core.outbound.Outbound;
import io.pronto.core.wholesale.Notice;
import io.pronto.core.wholesale.NumberProvider;
import io.pronto.core.wholesale.ProviderAccount;
import io.pronto.core.wholesale.ProviderRefused;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * DIDWW's API 3 (https://doc.didww.com/api3): JSON:API, an order for what is reserved, found again
 * by its {@code external_reference_id}; callbacks signed by HMAC-SHA1 with the API key.
 */
final class DidwwProvider implements NumberProvider {
  private static final String TYPE = "application/vnd.api+json";
  private static final String VERSION = "2026-04-16";
  private static final String SIGNATURE = "x-didww-signature";
  private static final int PAGE = 100;

  private final WholesaleHttp http;
  private final String apiKey;
  private final String callback;

  /**
   * Asks for {@code account}.
   *
   * @param callback where it is to tell that an order has changed
   */
  DidwwProvider(Outbound outbound, ProviderAccount account, String callback) {
    apiKey = account.credentials().getString("api_key", "");
    this.callback = callback;
    http =
        new WholesaleHttp(
            outbound,
            account.baseUrl(),
            Map.of(
                "Api-Key", apiKey,
                "Content-Type", TYPE,
                "Accept", TYPE,
                "X-DIDWW-API-Version", VERSION));
  }

  @Override
  public List<Offer> search(Wanted wanted) {
    var query = new LinkedHashMap<String, String>();
    wanted.country().flatMap(this::country).ifPresent(id -> query.put("filter[country.id]", id));
    wanted.prefix().ifPresent(prefix -> query.put("filter[number_contains]", prefix.substring(1)));
    query.put("page[size]", Integer.toString(wanted.limit()));
    return Numbers.objects(http.get("/available_dids", query).getJsonArray("data"))
        .flatMap(did -> Numbers.offer(attribute(did, "number"), wanted).stream())
        .limit(wanted.limit())
        .toList();
  }

  private Optional<String> country(String iso) {
    return first(http.get("/countries", Map.of("filter[iso]", iso)))
        .map(country -> country.getString("id"));
  }

  @Override
  public Held reserve(Purchase wanted, boolean again) {
    var known = again ? reservation(wanted.reference()) : Optional.<JsonObject>empty();
    var offer = offer(wanted.number());
    if (known.isPresent()) {
      return held(offer.map(Sale::sku).orElse(""), known.get());
    }
    var sale = offer.orElseThrow(() -> new ProviderRefused("The number is not for sale"));
    var body =
        resource("did_reservations", new JsonObject().put("description", wanted.reference()))
            .put(
                "relationships",
                new JsonObject()
                    .put(
                        "available_did",
                        new JsonObject()
                            .put(
                                "data",
                                new JsonObject()
                                    .put("type", "available_dids")
                                    .put("id", sale.id()))));
    var made = http.send(HttpMethod.POST, "/did_reservations", data(body)).getJsonObject("data");
    return held(sale.sku(), made);
  }

  private static Held held(String sku, JsonObject reservation) {
    return new Held(
        sku,
        reservation.getString("id"),
        Optional.ofNullable(attribute(reservation, "expire_at"))
            .map(time -> OffsetDateTime.parse(time).toInstant()));
  }

  /** What is sold, and as what. */
  private record Sale(String id, String sku) {}

  private Optional<Sale> offer(E164 number) {
    var answer =
        http.get(
            "/available_dids",
            Map.of(
                "filter[number_contains]",
                Numbers.digits(number),
                "include",
                "did_group.stock_keeping_units"));
    var sku =
        Numbers.objects(answer.getJsonArray("included"))
            .filter(each -> each.getString("type").equals("stock_keeping_units"))
            .map(each -> each.getString("id"))
            .findFirst();
    return Numbers.objects(answer.getJsonArray("data"))
        .filter(did -> Numbers.digits(number).equals(attribute(did, "number")))
        .findFirst()
        .map(did -> new Sale(did.getString("id"), sku.orElse("")));
  }

  private Optional<JsonObject> reservation(String reference) {
    return Numbers.objects(
            http.get("/did_reservations", Map.of("filter[description]", reference))
                .getJsonArray("data"))
        .filter(each -> reference.equals(attribute(each, "description")))
        .findFirst();
  }

  @Override
  public void unreserve(Purchase held) {
    var id =
        held.reservation().isEmpty()
            ? reservation(held.reference()).map(found -> found.getString("id"))
            : Optional.of(held.reservation());
    id.ifPresent(found -> http.delete("/did_reservations/" + found));
  }

  @Override
  public Order order(Purchase held, boolean again) {
    var known = again ? orderOf(held.reference()) : Optional.<JsonObject>empty();
    return known.map(DidwwProvider::state).orElseGet(() -> place(held));
  }

  private Order place(Purchase held) {
    var item =
        new JsonObject()
            .put("type", "did_order_items")
            .put(
                "attributes",
                new JsonObject()
                    .put("did_reservation_id", held.reservation())
                    .put("sku_id", held.offer()));
    var order =
        resource(
            "orders",
            new JsonObject()
                .put("allow_back_ordering", false)
                .put("external_reference_id", held.reference())
                .put("callback_url", callback)
                .put("callback_method", "POST")
                .put("items", new JsonArray().add(item)));
    return state(http.send(HttpMethod.POST, "/orders", data(order)).getJsonObject("data"));
  }

  private Optional<JsonObject> orderOf(String reference) {
    return Numbers.objects(
            http.get("/orders", Map.of("filter[external_reference_id]", reference))
                .getJsonArray("data"))
        .filter(each -> reference.equals(attribute(each, "external_reference_id")))
        .findFirst();
  }

  @Override
  public Order status(Purchase ordered) {
    return state(http.get("/orders/" + ordered.order(), Map.of()).getJsonObject("data"));
  }

  private static Order state(JsonObject order) {
    var id = order.getString("id");
    return switch (attribute(order, "status").toLowerCase(Locale.ROOT)) {
      case "completed" -> new Order.Delivered(id);
      case "canceled" -> new Order.Refused(id, "The order was canceled");
      default -> new Order.Pending(id);
    };
  }

  @Override
  public void release(Purchase ordered) {
    var did = first(http.get("/dids", Map.of("filter[number]", Numbers.digits(ordered.number()))));
    did.map(found -> found.getString("id"))
        .ifPresent(
            id ->
                http.send(
                    HttpMethod.PATCH,
                    "/dids/" + id,
                    data(
                        resource("dids", new JsonObject().put("terminated", true)).put("id", id))));
  }

  @Override
  public List<E164> numbers() {
    var all = new ArrayList<E164>();
    for (int page = 1; ; page++) {
      var found =
          Numbers.objects(
                  http.get(
                          "/dids",
                          Map.of(
                              "page[number]",
                              Integer.toString(page),
                              "page[size]",
                              Integer.toString(PAGE)))
                      .getJsonArray("data"))
              .toList();
      found.stream()
          .filter(did -> !did.getJsonObject("attributes").getBoolean("terminated", false))
          .flatMap(did -> E164.of('+' + attribute(did, "number")).stream())
          .forEach(all::add);
      if (found.size() < PAGE) {
        return all;
      }
    }
  }

  @Override
  public List<String> changedOrders(Notice notice) {
    var fields = fields(notice);
    var text =
        normal(notice.url())
            + fields.entrySet().stream()
                .map(field -> field.getKey() + field.getValue())
                .collect(Collectors.joining());
    if (!Signatures.hmacSha1(apiKey, text, notice.headers().getOrDefault(SIGNATURE, ""))) {
      throw new ProviderRefused("Its signature is wrong");
    }
    return Optional.ofNullable(fields.get("id")).stream().toList();
  }

  /** The form's fields in the order of their names, as they are signed. */
  private static Map<String, String> fields(Notice notice) {
    var fields = new TreeMap<String, String>();
    for (var pair : notice.body().toString().split("&")) {
      var parts = pair.split("=", 2);
      if (parts.length == 2) {
        fields.put(decoded(parts[0]), decoded(parts[1]));
      }
    }
    return fields;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ProviderRefused("It cannot be read");
    }
  }

  /** The address as it is signed: with its port, whether it was written or not. */
  private static String normal(String url) {
    var address = URI.create(url);
    int port = address.getPort() < 0 ? defaultPort(address) : address.getPort();
    return "%s://%s:%d%s"
        .formatted(address.getScheme(), address.getHost(), port, address.getPath());
  }

  private static int defaultPort(URI address) {
    return "https".equals(address.getScheme()) ? 443 : 80;
  }

  private static Optional<JsonObject> first(JsonObject answer) {
    return Numbers.objects(answer.getJsonArray("data")).findFirst();
  }

  private static String attribute(JsonObject resource, String name) {
    return resource.getJsonObject("attributes", new JsonObject()).getString(name);
  }

  private static JsonObject resource(String type, JsonObject attributes) {
    return new JsonObject().put("type", type).put("attributes", attributes);
  }

  private static JsonObject data(JsonObject resource) {
    return new JsonObject().put("data", resource);
  }
}
