package io.pronto.api;

import io.pronto.core.Id;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;

/** A carrier of a test and numbers that no other test has. */
record TestCarrier(String id) {
  private static final AtomicInteger BLOCKS = new AtomicInteger(10_000);

  static TestCarrier make() {
    return new TestCarrier(
        Client.operator()
            .post("/v1/carriers", new JsonObject().put("name", Id.next("name")))
            .is(201)
            .id());
  }

  JsonObject trunk() {
    return new JsonObject()
        .put("carrier_id", id)
        .put("name", "Paris")
        .put("host", "sip.carrier.example")
        .put("authentication", addresses("192.0.2.0/24", "2001:db8::/32"));
  }

  static JsonObject addresses(String... addresses) {
    return new JsonObject()
        .put("type", "address")
        .put("addresses", new JsonArray(java.util.List.of(addresses)));
  }

  /** A block of ten numbers, made; its first number. */
  String block() {
    var body = nextBlock();
    Client.operator().post("/v1/number_blocks", body).is(201);
    return body.getString("first");
  }

  /** The block from {@code first} to {@code last}, made. */
  void block(String first, String last) {
    Client.operator()
        .post("/v1/number_blocks", nextBlock().put("first", first).put("last", last))
        .is(201);
  }

  /** A wholesale API that is asked for nothing. */
  JsonObject provider() {
    return new JsonObject()
        .put("carrier_id", id)
        .put("name", Id.next("name"))
        .put("kind", "vonage")
        .put("base_url", "https://127.0.0.1:1")
        .put("api_key", "key")
        .put("enabled", false);
  }

  JsonObject nextBlock() {
    var stem = "+331" + BLOCKS.incrementAndGet() + "01";
    return new JsonObject()
        .put("carrier_id", id)
        .put("first", stem + "0")
        .put("last", stem + "9")
        .put("type", "geographic");
  }
}
