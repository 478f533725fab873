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
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Numbers as Telnyx's API v2 sells them. */
public final class TestTelnyx extends TestWholesale {
  private static final int KEY = 32;

  private final Map<String, JsonObject> reservations = new ConcurrentHashMap<>();
  private final Map<String, JsonObject> orders = new ConcurrentHashMap<>();
  private final KeyPair keys = keys();

  @Override
  public String kind() {
    return "telnyx";
  }

  @Override
  public JsonObject settings(String carrier) {
    var encoded = keys.getPublic().getEncoded();
    var raw = Arrays.copyOfRange(encoded, encoded.length - KEY, encoded.length);
    return super.settings(carrier).put("webhook_secret", Base64.getEncoder().encodeToString(raw));
  }

  @Override
  Told tell(Asked asked) {
    var path = asked.path().replaceFirst("/[0-9a-f-]{36}$", "/*");
    return switch (asked.method() + ' ' + path) {
      case "GET /available_phone_numbers" ->
          list(forSale.stream().map(n -> new JsonObject().put("phone_number", "+" + n)));
      case "POST /number_reservations" -> reserve(asked.json());
      case "GET /number_reservations" -> referenced(reservations, asked);
      case "POST /number_orders" -> order(asked.json());
      case "GET /number_orders" -> referenced(orders, asked);
      case "GET /number_orders/*" -> one(orders.get(asked.last()));
      case "GET /phone_numbers" ->
          list(
              ours.stream()
                  .filter(
                      n ->
                          asked
                              .query()
                              .getOrDefault("filter[phone_number]", "+" + n)
                              .equals("+" + n))
                  .map(
                      n ->
                          new JsonObject()
                              .put("id", id(n))
                              .put("phone_number", "+" + n)
                              .put("status", "active")));
      case "DELETE /phone_numbers/*" -> {
        ours.removeIf(n -> id(n).equals(asked.last()));
        yield Told.ok(new JsonObject());
      }
      default -> new Told(404, new JsonObject());
    };
  }

  private static String id(String number) {
    return UUID.nameUUIDFromBytes(number.getBytes(UTF_8)).toString();
  }

  private Told reserve(JsonObject wanted) {
    var number = wanted.getJsonArray("phone_numbers").getJsonObject(0).getString("phone_number");
    if (!forSale.remove(number.substring(1))) {
      return new Told(422, new JsonObject().put("errors", new JsonArray()));
    }
    var made =
        wanted
            .copy()
            .put("id", UUID.randomUUID().toString())
            .put("record_type", "number_reservation")
            .put("status", "success");
    made.getJsonArray("phone_numbers")
        .getJsonObject(0)
        .put("status", "success")
        .put("expired_at", Instant.now().plusSeconds(1_800).toString());
    reservations.put(made.getString("id"), made);
    return one(made);
  }

  private Told order(JsonObject wanted) {
    var made =
        wanted
            .copy()
            .put("id", UUID.randomUUID().toString())
            .put("record_type", "number_order")
            .put("status", "pending");
    orders.put(made.getString("id"), made);
    return one(made);
  }

  @Override
  public void deliver() {
    orders.values().stream()
        .filter(order -> order.getString("status").equals("pending"))
        .forEach(
            order -> {
              order.put("status", "success");
              ours.add(
                  order
                      .getJsonArray("phone_numbers")
                      .getJsonObject(0)
                      .getString("phone_number")
                      .substring(1));
            });
  }

  @Override
  void giveUp() {
    orders.values().forEach(order -> order.put("status", "failure"));
  }

  @Override
  int notice(String noticeUrl, boolean forged) {
    var last = orders.keySet().iterator().next();
    var body =
        new JsonObject()
            .put(
                "data",
                new JsonObject()
                    .put("event_type", "number_order.complete")
                    .put("record_type", "event")
                    .put("payload", new JsonObject().put("id", last).put("status", "success")))
            .encode();
    var timestamp = Long.toString(Instant.now().getEpochSecond());
    try (var http = HttpClient.newHttpClient()) {
      var signer = Signature.getInstance("Ed25519");
      signer.initSign(forged ? keys().getPrivate() : keys.getPrivate());
      signer.update((timestamp + '|' + body).getBytes(UTF_8));
      var request =
          HttpRequest.newBuilder(URI.create(noticeUrl))
              .header("Content-Type", "application/json")
              .header("telnyx-timestamp", timestamp)
              .header("telnyx-signature-ed25519", Base64.getEncoder().encodeToString(signer.sign()))
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return http.send(request, BodyHandlers.ofString()).statusCode();
    } catch (GeneralSecurityException | IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Told referenced(Map<String, JsonObject> all, Asked asked) {
    var reference = asked.query().get("filter[customer_reference]");
    return list(
        all.values().stream()
            .filter(each -> each.getString("customer_reference").equals(reference)));
  }

  private static Told one(JsonObject data) {
    return Told.ok(new JsonObject().put("data", data));
  }

  private static Told list(Stream<JsonObject> data) {
    return Told.ok(new JsonObject().put("data", new JsonArray(data.toList())));
  }
}
