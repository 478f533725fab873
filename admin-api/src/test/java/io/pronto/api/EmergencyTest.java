package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class EmergencyTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final Client operator = Client.operator();

  @Test
  void aUserSaysWhereTheirOwnDeviceStandsAndThatIsWrittenDown() {
    var agent = organisation.person("agent");
    var device = organisation.device(agent.client(), agent.id()).getString("id");

    var stands =
        agent
            .client()
            .patch("/v1/devices/" + device, new JsonObject().put("location", address()))
            .is(200)
            .json()
            .getJsonObject("location");

    assertThat(stands.getString("city")).isEqualTo("Paris");
    assertThat(stands.getString("confirmed_at")).isNotNull();
    assertThat(boss.get("/v1/audit_events?subject_id=" + device).is(200).text())
        .contains("\"location\":\"***\"")
        .doesNotContain("rue de la Paix");
    var forgotten =
        agent.client().patch("/v1/devices/" + device, new JsonObject().putNull("location"));
    assertThat(forgotten.is(200).json().getValue("location")).isNull();
    organisation
        .person("agent")
        .client()
        .patch("/v1/devices/" + device, new JsonObject().put("location", address()))
        .refused(404, "not_found");
  }

  @Test
  void anAddressThatCannotBeIsRefusedByField() {
    var device = organisation.device(boss, organisation.superAdministratorId()).getString("id");

    boss.patch(
            "/v1/devices/" + device,
            new JsonObject().put("location", address().put("postcode", "7500")))
        .refused(422, "invalid_request")
        .names("/location/postcode", "malformed");
    boss.patch(
            "/v1/devices/" + device,
            new JsonObject().put("location", address().put("insee", "ABCDE")))
        .refused(422, "invalid_request")
        .names("/location/insee", "malformed");
  }

  @Test
  void theCheckShowsWhichWayEachNumberGoesAndWhatIsMissing() {
    var device = organisation.device(boss, organisation.superAdministratorId()).getString("id");
    var trunk = operator.post("/v1/trunks", TestCarrier.make().trunk()).is(201).id();
    var route =
        operator
            .post(
                "/v1/emergency_routes",
                new JsonObject()
                    .put("trunk_id", trunk)
                    .put("country", "FR")
                    .put("service_code", "15")
                    .put("department", "75")
                    .put("number", "+33144497515")
                    .put("priority", 0)
                    .put("location", true))
            .is(201);

    assertThat(check(device, "15").getJsonArray("faults")).contains("no_location", "no_caller_id");
    var number = TestCarrier.make().block();
    boss.post("/v1/numbers", new JsonObject().put("number", number)).is(201);
    boss.patch("/v1/devices/" + device, new JsonObject().put("location", address())).is(200);
    Waiting.until(
        "the change is known", () -> check(device, "15").getJsonArray("faults").isEmpty());

    var checked = check(device, "15");
    assertThat(checked.getString("caller_id")).isEqualTo(number);
    assertThat(checked.getJsonArray("ways").getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("trunk", "Paris")
                .put("number", "+33144497515")
                .put("location", true));
    assertThat(check(device, "112").getJsonArray("ways").getJsonObject(0).getString("number"))
        .isEqualTo("112");
    operator.delete("/v1/emergency_routes/" + route.id()).is(204);
    operator.delete("/v1/trunks/" + trunk).is(204);
  }

  private JsonObject check(String device, String code) {
    return boss
        .get("/v1/devices/" + device + "/emergency_check")
        .is(200)
        .json()
        .getJsonArray("checks")
        .stream()
        .map(JsonObject.class::cast)
        .filter(check -> check.getString("service_code").equals(code))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRouteNeedsATrunkThatIsThere() {
    operator
        .post(
            "/v1/emergency_routes",
            new JsonObject().put("trunk_id", "trk_01JD9Z3V7K8Q2N4M6P8R0T2W4Y").put("country", "FR"))
        .refused(422, "invalid_request")
        .names("/trunk_id", "not_found");
  }

  private static JsonObject address() {
    return new JsonObject()
        .put("country", "FR")
        .put("postcode", "75001")
        .put("insee", "75056")
        .put("city", "Paris")
        .put("street", "rue de la Paix")
        .put("house_number", "12 bis");
  }
}
