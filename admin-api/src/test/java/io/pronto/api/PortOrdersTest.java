package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.porting.PortClock;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PortOrdersTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final Client operator = Client.operator();
  private final String number = TestPorts.number();

  @Test
  void aNumberIsBroughtHereByHttpAlone() {
    var order = boss.post("/v1/port_orders", TestPorts.body(number)).is(201);
    var agent = organisation.person("agent").id();
    var destination = new JsonObject().put("type", "user").put("id", agent);
    boss.patch("/v1/numbers/" + number, new JsonObject().put("destination", destination)).is(200);

    step(order.id(), "check", new JsonObject()).is(200);
    step(order.id(), "dispatch", new JsonObject().put("other_operator", "Orange")).is(200);
    var day = TestPorts.day(3);
    var scheduled =
        step(order.id(), "acceptance", new JsonObject().put("date", day.toString())).is(200).json();
    assertThat(scheduled.getString("state")).isEqualTo("scheduled");
    assertThat(Instant.parse(scheduled.getString("cancel_until")))
        .isBefore(scheduled.getString("switch_at"));
    tickAfter(scheduled);

    var done = boss.get("/v1/port_orders/" + order.id()).is(200).json();
    assertThat(done.getString("state")).isEqualTo("done");
    assertThat(done.getString("other_operator")).isEqualTo("Orange");
    assertThat(boss.get("/v1/numbers/" + number).is(200).json().getJsonObject("destination"))
        .isEqualTo(destination);
    assertThat(boss.get("/v1/events").is(200).data())
        .extracting(event -> event.getString("type"))
        .contains("port.requested", "port.scheduled", "port.done", "number.activated");
    assertThat(boss.get("/v1/audit_events?subject_id=" + order.id()).is(200).text())
        .contains("port_order.created", "port_order.changed")
        .doesNotContain(TestPorts.rio(number));
  }

  @Test
  void aNumberThatHasComeIsRentedAtThePriceOfItsOrder() {
    var kind = "/v1/number_policies/FR-geographic";
    put(kind, new JsonObject().put("monthly_price", "3").put("currency", "EUR"));
    var order = boss.post("/v1/port_orders", TestPorts.body(number)).is(201);
    put(kind, new JsonObject().put("monthly_price", "9").put("currency", "EUR"));
    try {
      assertThat(order.json().getString("monthly_price")).isEqualTo("3");
      var day = TestPorts.day(3).toString();
      step(order.id(), "check", new JsonObject()).is(200);
      step(order.id(), "dispatch", new JsonObject()).is(200);
      tickAfter(step(order.id(), "acceptance", new JsonObject().put("date", day)).is(200).json());

      var rents = boss.get("/v1/number_rents?from=" + day + "&to=" + day).is(200).json();
      assertThat(rents.getJsonArray("lines")).hasSize(1);
      assertThat(rents.getJsonArray("lines").getJsonObject(0).getString("monthly_price"))
          .isEqualTo("3");
      assertThat(rents.getJsonArray("lines").getJsonObject(0).getString("from")).isEqualTo(day);
      boss.delete("/v1/numbers/" + number).is(204);
      assertThat(boss.get("/v1/number_rentals?state=quarantined").is(200).data()).hasSize(1);
    } finally {
      put(kind, new JsonObject());
    }
  }

  private void put(String path, JsonObject body) {
    operator.send("PUT", path, body.encode(), "application/json").is(200);
  }

  @Test
  void theRioOfAnotherNumberIsRefusedWithTheReason() {
    var body = TestPorts.body(number).put("rio", TestPorts.rio(TestPorts.number()));

    boss.post("/v1/port_orders", body)
        .refused(422, "invalid_request")
        .names("/rio", "rio_of_another_number");
    boss.post("/v1/port_orders", body.put("rio", "nonsense"))
        .refused(422, "invalid_request")
        .names("/rio", "malformed");
    boss.post("/v1/port_orders", TestPorts.body(number).put("rio", "01P12345636Q"))
        .refused(422, "invalid_request")
        .names("/rio", "rio_of_another_number");
  }

  @Test
  void daysAndNumbersThatCannotBeAreRefused() {
    var body = TestPorts.body(number);

    boss.post("/v1/port_orders", body.copy().put("desired_date", "2026-01-01"))
        .refused(422, "invalid_request")
        .names("/desired_date", "too_early");
    boss.post("/v1/port_orders", body.copy().put("desired_date", "2026-02-30"))
        .refused(422, "invalid_request")
        .names("/desired_date", "malformed");
    boss.post("/v1/port_orders", body.copy().put("number", "+33899123456"))
        .refused(422, "invalid_request")
        .names("/number", "not_portable");
    boss.post("/v1/port_orders", body.copy().put("number", "+390612345678"))
        .refused(422, "invalid_request")
        .names("/number", "not_portable");
    var here = TestCarrier.make().block();
    boss.post("/v1/port_orders", TestPorts.body(here)).refused(409, "number_available");
  }

  @Test
  void anOrderIsCancelledAndItsNumberForgotten() {
    var order = boss.post("/v1/port_orders", TestPorts.body(number)).is(201);
    boss.post("/v1/port_orders", TestPorts.body(number)).refused(409, "number_porting");
    boss.delete("/v1/numbers/" + number).refused(409, "number_porting");

    boss.delete("/v1/port_orders/" + order.id()).is(204);

    boss.get("/v1/numbers/" + number).refused(404, "not_found");
    boss.delete("/v1/port_orders/" + order.id()).refused(409, "port_state");
    assertThat(boss.get("/v1/port_orders?state=cancelled").is(200).data()).hasSize(1);
  }

  @Test
  void aNumberLeavesWhenAnotherOperatorAsks() {
    var rented = TestCarrier.make().block();
    boss.post("/v1/numbers", new JsonObject().put("number", rented)).is(201);
    var body =
        new JsonObject()
            .put("number", rented)
            .put("other_operator", "Orange")
            .put("desired_date", TestPorts.day(5).toString());
    operator
        .post("/v1/port_out_orders", body.copy().put("number", number))
        .refused(422, "invalid_request")
        .names("/number", "not_ours");

    var order = operator.post("/v1/port_out_orders", body).is(201);
    assertThat(order.json().getString("organisation_id")).isEqualTo(organisation.id());
    boss.delete("/v1/port_orders/" + order.id()).refused(409, "port_out");
    var scheduled =
        step(
                order.id(),
                "acceptance",
                new JsonObject().put("date", TestPorts.day(5).toString()).put("hour", "09:30"))
            .is(200)
            .json();
    tickAfter(scheduled);

    boss.get("/v1/numbers/" + rented).refused(404, "not_found");
    boss.post("/v1/numbers", new JsonObject().put("number", rented)).refused(409, "number_ported");
    assertThat(boss.get("/v1/port_orders?direction=out").is(200).data())
        .extracting(found -> found.getString("state"))
        .containsExactly("done");
  }

  @Test
  void theOperatorSeesEverybodysAndAnotherOrganisationNone() {
    var order = boss.post("/v1/port_orders", TestPorts.body(number)).is(201);
    var theirs = TestOrganisation.make().boss();

    assertThat(operator.get("/v1/port_orders?limit=100").is(200).data())
        .anyMatch(found -> found.getString("id").equals(order.id()));
    assertThat(theirs.get("/v1/port_orders").is(200).data()).isEmpty();
    theirs.get("/v1/port_orders/" + order.id()).refused(404, "not_found");
    theirs.delete("/v1/port_orders/" + order.id()).refused(404, "not_found");
  }

  private Answer step(String id, String step, JsonObject body) {
    return operator.post("/v1/port_orders/" + id + '/' + step, body);
  }

  /** It is a minute after the switch. */
  private static void tickAfter(JsonObject scheduled) {
    var after = Instant.parse(scheduled.getString("switch_at")).plus(Duration.ofMinutes(1));
    try (var clock = new PortClock(Ground.database(), TestServer.OUTBOX, () -> after)) {
      clock.tick();
    }
  }
}
