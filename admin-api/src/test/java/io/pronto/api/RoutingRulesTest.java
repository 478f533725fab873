package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class RoutingRulesTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final TestOrganisation.Person agent = organisation.person("agent");

  @Test
  void aScheduleThatCannotBeIsRefusedByName() {
    boss.post("/v1/schedules", schedule("Mars/Olympus", hours("09:00", "18:00")))
        .refused(422, "invalid_request")
        .names("/time_zone", "unknown");
    boss.post("/v1/schedules", schedule("Europe/Paris", hours("18:00", "02:00")))
        .refused(422, "invalid_request")
        .names("/hours/0/to", "not_after_from");
    boss.post("/v1/schedules", schedule("Europe/Paris", hours("9h", "18:00")))
        .refused(422, "invalid_request")
        .names("/hours/0/from", "malformed");
    boss.post(
            "/v1/schedules",
            schedule("Europe/Paris", hours("09:00", "18:00"))
                .put("exceptions", new JsonArray().add(new JsonObject().put("date", "2026-02-30"))))
        .refused(422, "invalid_request")
        .names("/exceptions/0/date", "malformed");
  }

  @Test
  void aScheduleThatANumberHasStays() {
    var number = rented();
    var made = schedule("Europe/Paris", hours("09:00", "24:00"));
    var schedule = boss.post("/v1/schedules", made).is(201).id();
    boss.patch(number, new JsonObject().put("schedule_id", schedule)).is(200);

    boss.delete("/v1/schedules/" + schedule).refused(409, "schedule_in_use");
    boss.patch(number, new JsonObject().putNull("schedule_id")).is(200);
    boss.delete("/v1/schedules/" + schedule).is(204);
    boss.patch(number, new JsonObject().put("schedule_id", schedule))
        .refused(422, "invalid_request")
        .names("/schedule_id", "not_found");
  }

  @Test
  void theCodeOfANumberIsSetAndTakenAwayAndNeverShown() {
    var number = rented();
    var coded =
        boss.patch(number, policy(new JsonObject().put("hidden", "reject").put("code", "24867531")))
            .is(200);
    assertThat(coded.json().getJsonObject("anonymous").getBoolean("has_code")).isTrue();
    assertThat(coded.json().encode()).doesNotContain("24867531");
    assertThat(boss.get(number + "/versions").is(200).json().encode()).doesNotContain("24867531");
    assertThat(boss.get("/v1/audit_events").is(200).json().encode())
        .contains("\"sealed_code\":\"***\"")
        .doesNotContain("24867531");

    boss.patch(number, policy(new JsonObject().put("masked", "reject"))).is(200);
    assertThat(boss.get(number).is(200).json().getJsonObject("anonymous").getBoolean("has_code"))
        .as("another change lets it be")
        .isTrue();
    boss.patch(number, policy(new JsonObject().putNull("code"))).is(200);
    assertThat(boss.get(number).is(200).json().getJsonObject("anonymous").getBoolean("has_code"))
        .isFalse();
    for (var wrong : new String[] {"123", "12345678901", "12a4", "١٢٣٤"}) {
      boss.patch(number, policy(new JsonObject().put("code", wrong)))
          .refused(422, "invalid_request")
          .names("/anonymous/code", "malformed");
    }
    boss.patch(number, policy(new JsonObject().put("has_code", true)))
        .refused(422, "invalid_request");
  }

  private static JsonObject policy(JsonObject anonymous) {
    return new JsonObject().put("anonymous", anonymous);
  }

  @Test
  void aScheduleOfAnotherOrganisationIsNone() {
    var theirs =
        TestOrganisation.make()
            .boss()
            .post("/v1/schedules", schedule("Europe/Paris", hours("09:00", "18:00")))
            .is(201)
            .id();

    boss.patch(rented(), new JsonObject().put("schedule_id", theirs))
        .refused(422, "invalid_request")
        .names("/schedule_id", "not_found");
  }

  @Test
  void anAgentForwardsOnesOwnCallsAndNobodyElses() {
    var own = "/v1/users/" + agent.id() + "/forwarding";
    var away = new JsonObject().put("always", number("+33612345678"));

    assertThat(agent.client().patch(own, away).is(200).json().getJsonObject("always"))
        .isEqualTo(number("+33612345678"));
    agent
        .client()
        .patch("/v1/users/" + organisation.superAdministratorId() + "/forwarding", away)
        .refused(404, "not_found");
    assertThat(boss.get(own).is(200).json().getJsonObject("always"))
        .isEqualTo(number("+33612345678"));
    assertThat(boss.get("/v1/events").is(200).data())
        .extracting(event -> event.getString("type"))
        .contains("forwarding.changed");
  }

  @Test
  void nobodyForwardsToAShortCode() {
    agent
        .client()
        .patch(
            "/v1/users/" + agent.id() + "/forwarding",
            new JsonObject().put("always", number("3900")))
        .refused(422, "invalid_request")
        .names("/always/number", "malformed");
  }

  @Test
  void anAgentIsLookedForAtOneNumberAfterTheOther() {
    var own = "/v1/users/" + agent.id() + "/forwarding";
    var both = new JsonArray().add(findMe(0, 10)).add(findMe(10, 20));

    assertThat(agent.client().get(own).is(200).json().getJsonArray("find_me")).isEmpty();
    agent.client().patch(own, new JsonObject().put("find_me", both)).is(200);

    assertThat(agent.client().get(own).is(200).json().getJsonArray("find_me")).isEqualTo(both);
    agent
        .client()
        .patch(
            own,
            new JsonObject().put("find_me", new JsonArray().add(findMe(0, 10)).add(findMe(9, 20))))
        .refused(422, "invalid_request")
        .names("/find_me/1/after_seconds", "overlaps");
    assertThat(agent.client().get(own).is(200).json().getJsonArray("find_me")).isEqualTo(both);
  }

  @Test
  void nobodyForwardsToOneselfOrToStrangers() {
    var own = "/v1/users/" + agent.id() + "/forwarding";
    var stranger = TestOrganisation.make().person("agent").id();

    agent
        .client()
        .patch(own, new JsonObject().put("busy", user(agent.id())))
        .refused(422, "invalid_request")
        .names("/busy/id", "itself");
    agent
        .client()
        .patch(own, new JsonObject().put("busy", user(stranger)))
        .refused(422, "invalid_request")
        .names("/busy/id", "not_found");
    agent
        .client()
        .patch(own, new JsonObject().put("always", new JsonObject().put("type", "number")))
        .refused(422, "invalid_request")
        .names("/always/number", "required");
  }

  @Test
  void anAgentKeepsListsOfOnesOwn() {
    var blocked = new JsonObject().put("number", "+33162").put("match", "prefix");

    var mine = agent.client().post("/v1/blocked_callers", blocked).is(201).json();
    var ours = boss.post("/v1/blocked_callers", blocked).is(201).json();

    assertThat(mine.getString("user_id")).isEqualTo(agent.id());
    assertThat(ours.getValue("user_id")).isNull();
    assertThat(agent.client().get("/v1/blocked_callers").is(200).data()).containsExactly(mine);
    assertThat(boss.get("/v1/blocked_callers").is(200).data()).hasSize(2);
    boss.post("/v1/blocked_callers", blocked).refused(409, "already_listed");
    agent.client().delete("/v1/blocked_callers/" + ours.getString("id")).refused(404, "not_found");
    agent.client().delete("/v1/vip_callers/" + mine.getString("id")).refused(404, "not_found");
    agent.client().delete("/v1/blocked_callers/" + mine.getString("id")).is(204);
  }

  @Test
  void changesAreInTheAuditLog() {
    agent
        .client()
        .patch(
            "/v1/users/" + agent.id() + "/forwarding", new JsonObject().put("do_not_disturb", true))
        .is(200);

    assertThat(boss.get("/v1/audit_events").is(200).data())
        .extracting(event -> event.getString("action"))
        .contains("forwarding.created");
  }

  private String rented() {
    var number = TestCarrier.make().block();
    boss.post("/v1/numbers", new JsonObject().put("number", number)).is(201);
    return "/v1/numbers/" + number.replace("+", "%2B") + "/routing";
  }

  private static JsonObject schedule(String zone, JsonArray hours) {
    return new JsonObject().put("name", "Office").put("time_zone", zone).put("hours", hours);
  }

  private static JsonArray hours(String from, String to) {
    return new JsonArray()
        .add(new JsonObject().put("day", "monday").put("from", from).put("to", to));
  }

  private static JsonObject findMe(int after, int rings) {
    return new JsonObject()
        .put("number", "+33612345678")
        .put("after_seconds", after)
        .put("ring_seconds", rings);
  }

  private static JsonObject user(String id) {
    return new JsonObject().put("type", "user").put("id", id);
  }

  private static JsonObject number(String number) {
    return new JsonObject().put("type", "number").put("number", number);
  }
}
