package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.event.News;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.live.Redis;
import io.pronto.core.live.TrunkState;
import io.pronto.core.live.TrunkStates;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CarriersTest {
  private final Client operator = Client.operator();
  private final TestCarrier carrier = TestCarrier.make();

  @Test
  void aCarrierIsReadRenamedAndDeleted() {
    var path = "/v1/carriers/" + carrier.id();

    var renamed = operator.patch(path, new JsonObject().put("name", carrier.id())).is(200).json();

    assertThat(operator.get(path).is(200).json()).isEqualTo(renamed);
    operator
        .post("/v1/carriers", new JsonObject().put("name", carrier.id()))
        .refused(409, "name_taken");
    operator.delete(path).is(204);
    operator.get(path).refused(404, "not_found");
  }

  @Test
  void aCarrierWithTrunksStays() {
    operator.post("/v1/trunks", carrier.trunk()).is(201);

    operator.delete("/v1/carriers/" + carrier.id()).refused(409, "carrier_in_use");
  }

  @Test
  void aTrunkIsMadeReadChangedAndDeleted() {
    var made = operator.post("/v1/trunks", carrier.trunk()).is(201);
    var path = "/v1/trunks/" + made.id();
    assertThat(made.json().getInteger("port")).isEqualTo(5060);
    assertThat(operator.get(path).is(200).json()).isEqualTo(made.json());

    var changed =
        operator
            .patch(
                path,
                new JsonObject()
                    .put("max_channels", 30)
                    .put("transport", "tcp")
                    .put("authentication", TestCarrier.addresses("198.51.100.7")))
            .is(200)
            .json();
    assertThat(changed.getInteger("max_channels")).isEqualTo(30);
    assertThat(changed.getJsonObject("authentication").getJsonArray("addresses"))
        .containsExactly("198.51.100.7/32");

    var unlimited = operator.patch(path, new JsonObject().putNull("max_channels")).is(200).json();
    assertThat(unlimited.getValue("max_channels")).isNull();
    assertThat(operator.get("/v1/trunks?carrier_id=" + carrier.id()).is(200).data())
        .containsExactly(unlimited.copy().put("status", new JsonArray()));
    operator.delete(path).is(204);
    operator.get(path).refused(404, "not_found");
  }

  @Test
  void aTrunkRegistersWithAPasswordThatIsNeverShownAgain() {
    var registration =
        new JsonObject()
            .put("type", "registration")
            .put("username", "us")
            .put("password", "secret words");

    var made =
        operator
            .post(
                "/v1/trunks",
                carrier.trunk().put("transport", "tls").put("authentication", registration))
            .is(201);
    var path = "/v1/trunks/" + made.id();

    assertThat(made.json().getInteger("port")).isEqualTo(5061);
    assertThat(made.json().encode()).doesNotContain("secret words", "password");
    assertThat(made.json().getJsonObject("authentication").getString("username")).isEqualTo("us");
    var stored =
        Ground.database()
            .asOperator(
                tx -> tx.one("select trunk::text as row from trunk where id = $1", made.id()))
            .orElseThrow()
            .getString("row");
    assertThat(stored).doesNotContain("secret words");
    var audited = operator.get("/v1/audit_events?subject_id=" + made.id()).is(200).json().encode();
    assertThat(audited).contains("trunk.created").doesNotContain("secret words");

    var renamed =
        new JsonObject()
            .put("authentication", new JsonObject().put("type", "registration").put("realm", "r"));
    var changed = operator.patch(path, renamed).is(200).json().getJsonObject("authentication");
    assertThat(changed.getString("username")).isEqualTo("us");
    assertThat(changed.getString("realm")).isEqualTo("r");
  }

  @Test
  void aRegistrationNeedsANameAndAPassword() {
    for (var field : new String[] {"username", "password"}) {
      var registration =
          new JsonObject().put("type", "registration").put("username", "us").put("password", "x");
      registration.remove(field);

      operator
          .post("/v1/trunks", carrier.trunk().put("authentication", registration))
          .refused(422, "invalid_request")
          .names("/authentication/" + field, "required");
    }
  }

  @Test
  void howATrunkIsChosenAndWhatItCarriesIsSaidAndTakenBack() {
    var path =
        "/v1/trunks/"
            + operator
                .post(
                    "/v1/trunks",
                    carrier
                        .trunk()
                        .put("priority", 1)
                        .put("weight", 70)
                        .put("max_calls_per_second", 5)
                        .put("media_encryption", "required")
                        .put("health", new JsonObject().put("interval", 10))
                        .put("codecs", new JsonArray().add("PCMA").add("G722"))
                        .put(
                            "numbers",
                            new JsonObject()
                                .put(
                                    "called",
                                    new JsonObject().put("style", "digits").put("prefix", "00"))))
                .is(201)
                .id();

    var made = operator.get(path).is(200).json();
    assertThat(made.getJsonObject("health"))
        .isEqualTo(new JsonObject().put("interval", 10).put("failures", 3).put("successes", 2));
    assertThat(made.getJsonArray("codecs")).containsExactly("PCMA", "G722");
    assertThat(made.getString("media_encryption")).isEqualTo("required");
    assertThat(made.getJsonObject("numbers").getJsonObject("called").getString("prefix"))
        .isEqualTo("00");
    assertThat(made.getJsonObject("numbers").getJsonObject("caller").getString("style"))
        .isEqualTo("e164");

    var cleared =
        operator
            .patch(path, new JsonObject().putNull("health").putNull("codecs").putNull("numbers"))
            .is(200)
            .json();
    assertThat(cleared.getValue("health")).isNull();
    assertThat(cleared.getJsonArray("codecs")).isEmpty();
    assertThat(cleared.getInteger("priority")).isEqualTo(1);
    assertThat(cleared.getString("media_encryption")).isEqualTo("required");
  }

  @Test
  void whatNoTrunkCanBeIsNamed() {
    refused("transport", "sctp", "/transport", "not_offered");
    refused("weight", -1, "/weight", "too_small");
    refused("priority", 1001, "/priority", "too_large");
    refused("max_calls_per_second", 0, "/max_calls_per_second", "too_small");
    refused("media_encryption", "maybe", "/media_encryption", "not_offered");
    refused("codecs", new JsonArray().add("MP3"), "/codecs/0", "not_offered");
    refused("certificate_authority", "none", "/certificate_authority", "malformed");
    refused("health", new JsonObject().put("interval", 0), "/health/interval", "too_small");
    refused(
        "numbers",
        new JsonObject().put("called", new JsonObject().put("prefix", "+")),
        "/numbers/called/prefix",
        "malformed");
  }

  private void refused(String field, Object value, String pointer, String code) {
    operator
        .post("/v1/trunks", carrier.trunk().put(field, value))
        .refused(422, "invalid_request")
        .names(pointer, code);
  }

  @Test
  void howEachServerSeesATrunkIsInTheList() {
    var trunk = operator.post("/v1/trunks", carrier.trunk()).is(201).id();
    try (var redis = new Redis(Ground.redisUrl())) {
      new TrunkStates(redis)
          .put(
              "node-1",
              List.of(
                  new TrunkState(
                      trunk,
                      "node-1",
                      TrunkState.State.DOWN,
                      Instant.parse("2026-11-24T09:00:00Z"),
                      "It does not answer",
                      3,
                      Optional.empty())));
    }

    var status =
        operator
            .get("/v1/trunks?carrier_id=" + carrier.id())
            .is(200)
            .data()
            .getFirst()
            .getJsonArray("status");
    assertThat(status).hasSize(1);
    assertThat(status.getJsonObject(0).getString("state")).isEqualTo("down");
    assertThat(status.getJsonObject(0).getInteger("channels")).isEqualTo(3);
  }

  @Test
  void theOperatorReadsWhatHappensToItsTrunks() {
    var news = News.of("trunk.down", new JsonObject().put("trunk", carrier.id()));
    new OperatorEvents(Ground.database()).tell(news);
    new OperatorEvents(Ground.database()).tell(news);

    var events =
        operator.get("/v1/operator_events?type=trunk.down").is(200).data().stream()
            .filter(event -> event.getString("id").equals(news.id()))
            .toList();
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().getJsonObject("data").getString("trunk")).isEqualTo(carrier.id());
  }

  @Test
  void anAddressThatIsNoneIsNamed() {
    for (var address :
        new String[] {"carrier.example", "192.0.2.1/24", "192.0.2.0/33", "192.0.2.0/", "::/300"}) {
      operator
          .post(
              "/v1/trunks",
              carrier.trunk().put("authentication", TestCarrier.addresses("192.0.2.1", address)))
          .refused(422, "invalid_request")
          .names("/authentication/addresses/1", "malformed");
    }
    operator
        .post(
            "/v1/trunks", carrier.trunk().put("authentication", TestCarrier.addresses("0.0.0.0/0")))
        .refused(422, "invalid_request")
        .names("/authentication/addresses/0", "too_large");
    operator
        .post(
            "/v1/trunks",
            carrier.trunk().put("authentication", new JsonObject().put("type", "address")))
        .refused(422, "invalid_request")
        .names("/authentication/addresses", "required");
  }

  @Test
  void aTrunkIsOfACarrier() {
    operator
        .post(
            "/v1/trunks",
            carrier.trunk().put("carrier_id", "car_00000000000000000000000000").put("port", 70_000))
        .refused(422, "invalid_request")
        .names("/port", "too_large");
    operator
        .post("/v1/trunks", carrier.trunk().put("carrier_id", "car_00000000000000000000000000"))
        .refused(422, "invalid_request")
        .names("/carrier_id", "not_found");
  }

  @Test
  void aBlockIsMadeReadChangedAndDeleted() {
    var made = operator.post("/v1/number_blocks", carrier.nextBlock()).is(201);
    var path = "/v1/number_blocks/" + made.id();
    assertThat(made.json().getString("country")).isEqualTo("FR");

    var changed =
        operator.patch(path, new JsonObject().put("type", "non_geographic")).is(200).json();

    assertThat(operator.get(path).is(200).json()).isEqualTo(changed);
    operator.delete(path).is(204);
    operator.get(path).refused(404, "not_found");
  }

  @Test
  void blocksDoNotOverlap() {
    var block = carrier.nextBlock();
    operator.post("/v1/number_blocks", block).is(201);

    operator
        .post("/v1/number_blocks", block.copy().put("first", block.getString("last")))
        .refused(409, "block_overlaps");
  }

  @Test
  void aBlockIsARangeOfNumbers() {
    var block = carrier.nextBlock();

    operator
        .post(
            "/v1/number_blocks", block.copy().put("last", block.getString("first").substring(0, 9)))
        .refused(422, "invalid_request")
        .names("/last", "not_a_range");
    operator
        .post("/v1/number_blocks", block.copy().put("first", "0123456789"))
        .refused(422, "invalid_request")
        .names("/first", "malformed");
    operator
        .post(
            "/v1/number_blocks",
            block.copy().put("first", "+33100000000").put("last", "+33199999999"))
        .refused(422, "invalid_request")
        .names("/last", "too_large");
    operator
        .post(
            "/v1/number_blocks",
            block.copy().put("first", "+9990000000").put("last", "+9990000009"))
        .refused(422, "invalid_request")
        .names("/country", "required");
  }
}
