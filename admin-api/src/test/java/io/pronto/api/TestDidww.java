package io.pronto.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Numbers as DIDWW's API 3 sells them, in JSON:API. */
public final class TestDidww extends TestWholesale {
  private static final String SKU = "sku-1";

  private final Map<String, JsonObject> reservations = new ConcurrentHashMap<>();
  private final Map<String, JsonObject> orders = new ConcurrentHashMap<>();
  private final Map<String, String> reserved = new ConcurrentHashMap<>();

  @Override
  public String kind() {
    return "didww";
  }

  @Override
  Told tell(Asked asked) {
    var path = asked.path().replaceFirst("/[0-9a-f-]{36}$", "/*");
    return switch (asked.method() + ' ' + path) {
      case "GET /countries" ->
          list(Stream.of(resource("countries", "fr", new JsonObject().put("iso", "FR"))));
      case "GET /available_dids" -> available(asked);
      case "POST /did_reservations" -> reserve(asked.json().getJsonObject("data"));
      case "GET /did_reservations" -> list(reservations.values().stream());
      case "DELETE /did_reservations/*" -> {
        reservations.remove(asked.last());
        forSale.add(reserved.remove(asked.last()));
        yield new Told(204, new JsonObject());
      }
      case "POST /orders" -> order(asked.json().getJsonObject("data"));
      case "GET /orders" ->
          list(
              orders.values().stream()
                  .filter(
                      order ->
                          attribute(order, "external_reference_id")
                              .equals(asked.query().get("filter[external_reference_id]"))));
      case "GET /orders/*" -> one(orders.get(asked.last()));
      case "GET /dids" ->
          list(
              ours.stream()
                  .filter(n -> asked.query().getOrDefault("filter[number]", n).equals(n))
                  .map(n -> resource("dids", id(n), new JsonObject().put("number", n))));
      case "PATCH /dids/*" -> {
        ours.removeIf(n -> id(n).equals(asked.last()));
        yield one(asked.json().getJsonObject("data"));
      }
      default -> new Told(404, new JsonObject());
    };
  }

  private Told available(Asked asked) {
    var part = asked.query().getOrDefault("filter[number_contains]", "");
    var found =
        forSale.stream()
            .filter(n -> n.contains(part))
            .map(n -> resource("available_dids", id(n), new JsonObject().put("number", n)));
    var told = list(found);
    told.body()
        .put(
            "included",
            new JsonArray()
                .add(
                    resource(
                        "stock_keeping_units", SKU, new JsonObject().put("monthly_price", "0.8"))));
    return told;
  }

  private static String id(String number) {
    return UUID.nameUUIDFromBytes(number.getBytes(UTF_8)).toString();
  }

  private Told reserve(JsonObject wanted) {
    var did =
        wanted
            .getJsonObject("relationships")
            .getJsonObject("available_did")
            .getJsonObject("data")
            .getString("id");
    var number = forSale.stream().filter(n -> id(n).equals(did)).findFirst();
    if (number.isEmpty()) {
      return new Told(422, new JsonObject().put("errors", new JsonArray()));
    }
    forSale.remove(number.get());
    var made =
        resource(
            "did_reservations",
            UUID.randomUUID().toString(),
            wanted
                .getJsonObject("attributes")
                .copy()
                .put("expire_at", Instant.now().plusSeconds(3_600).toString()));
    reservations.put(made.getString("id"), made);
    reserved.put(made.getString("id"), number.get());
    return one(made);
  }

  private Told order(JsonObject wanted) {
    var item =
        wanted
            .getJsonObject("attributes")
            .getJsonArray("items")
            .getJsonObject(0)
            .getJsonObject("attributes");
    if (!reserved.containsKey(item.getString("did_reservation_id"))
        || !SKU.equals(item.getString("sku_id"))) {
      return new Told(422, new JsonObject().put("errors", new JsonArray()));
    }
    var made =
        resource(
            "orders",
            UUID.randomUUID().toString(),
            wanted.getJsonObject("attributes").copy().put("status", "Pending"));
    orders.put(made.getString("id"), made);
    return one(made);
  }

  @Override
  public void deliver() {
    orders.values().stream()
        .filter(order -> attribute(order, "status").equals("Pending"))
        .forEach(
            order -> {
              var attributes = order.getJsonObject("attributes").put("status", "Completed");
              ours.add(
                  reserved.get(
                      attributes
                          .getJsonArray("items")
                          .getJsonObject(0)
                          .getJsonObject("attributes")
                          .getString("did_reservation_id")));
            });
  }

  @Override
  void giveUp() {
    orders.values().forEach(order -> order.getJsonObject("attributes").put("status", "Canceled"));
  }

  @Override
  int notice(String noticeUrl, boolean forged) {
    var id = orders.keySet().iterator().next();
    try (var http = HttpClient.newHttpClient()) {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec((forged ? "other" : "key").getBytes(UTF_8), "HmacSHA1"));
      var signed = noticeUrl + "id" + id + "statuscompleted" + "typeorders";
      var request =
          HttpRequest.newBuilder(URI.create(noticeUrl))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .header(
                  "X-DIDWW-Signature",
                  HexFormat.of().formatHex(mac.doFinal(signed.getBytes(UTF_8))))
              .POST(
                  HttpRequest.BodyPublishers.ofString("type=orders&id=" + id + "&status=completed"))
              .build();
      return http.send(request, BodyHandlers.ofString()).statusCode();
    } catch (GeneralSecurityException | IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String attribute(JsonObject resource, String name) {
    return resource.getJsonObject("attributes").getString(name);
  }

  private static JsonObject resource(String type, String id, JsonObject attributes) {
    return new JsonObject().put("type", type).put("id", id).put("attributes", attributes);
  }

  private static Told one(JsonObject data) {
    return Told.ok(new JsonObject().put("data", data));
  }

  private static Told list(Stream<JsonObject> data) {
    return Told.ok(new JsonObject().put("data", new JsonArray(data.toList())));
  }
}
