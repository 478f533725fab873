package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
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
        .containsExactly(unlimited);
    operator.delete(path).is(204);
    operator.get(path).refused(404, "not_found");
  }

  @Test
  void registrationAtACarrierIsNotOfferedYet() {
    var registration =
        new JsonObject()
            .put("type", "registration")
            .put("username", "us")
            .put("password", "secret");

    operator
        .post("/v1/trunks", carrier.trunk().put("authentication", registration))
        .refused(422, "invalid_request")
        .names("/authentication/type", "not_offered");
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
