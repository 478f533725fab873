package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.live.Bans;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FraudRulesTest {
  private static final String RULE = "/v1/fraud_rules/user_spending_premium_hour";

  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final Client operator = Client.operator();

  @Test
  void premiumAndSatelliteAreClosedUntilSomebodyOpensThem() {
    var usual = boss.get("/v1/destination_rules").is(200).json().getJsonObject("open_classes");
    assertThat(usual.getBoolean("premium")).isFalse();
    assertThat(usual.getBoolean("satellite")).isFalse();
    assertThat(usual.getBoolean("geographic")).isTrue();

    var body =
        new JsonObject()
            .put("classes", new JsonObject().put("premium", true))
            .put("countries", new JsonObject().put("LV", false))
            .put("prefixes", new JsonObject().put("+33899", false));
    var after = put(boss, "/v1/destination_rules", body).is(200).json();

    assertThat(after.getJsonObject("open_classes").getBoolean("premium")).isTrue();
    assertThat(boss.get("/v1/destination_rules").is(200).json()).isEqualTo(after);
    assertThat(after.getJsonObject("prefixes").getBoolean("+33899")).isFalse();
  }

  @Test
  void aDestinationThatIsNoneIsRefusedByName() {
    var body = new JsonObject().put("classes", new JsonObject().put("expensive", true));
    put(boss, "/v1/destination_rules", body)
        .refused(422, "invalid_request")
        .names("/classes/expensive", "unknown");
    put(
            boss,
            "/v1/destination_rules",
            new JsonObject().put("countries", new JsonObject().put("France", true)))
        .refused(422, "invalid_request")
        .names("/countries/France", "malformed");
    put(
            boss,
            "/v1/destination_rules",
            new JsonObject().put("prefixes", new JsonObject().put("0899", true)))
        .refused(422, "invalid_request")
        .names("/prefixes/0899", "malformed");
  }

  @Test
  void anOrganisationDecidesWithinTheOperatorsCeilings() {
    var path = "/v1/fraud_ceilings/" + organisation.id();
    put(
            operator,
            path,
            new JsonObject()
                .put(
                    "destinations",
                    new JsonObject().put("classes", new JsonObject().put("premium", false)))
                .put("rules", new JsonObject().put("user_spending_premium_hour", "25")))
        .is(200);

    put(
            boss,
            "/v1/destination_rules",
            new JsonObject().put("classes", new JsonObject().put("premium", true)))
        .is(200);
    var rules = boss.get("/v1/destination_rules").is(200).json();
    assertThat(rules.getJsonObject("open_classes").getBoolean("premium")).isFalse();
    boss.patch(RULE, new JsonObject().put("limit", "30"))
        .refused(422, "invalid_request")
        .names("/limit", "above_ceiling");
    boss.patch(RULE, new JsonObject().put("enabled", false))
        .refused(422, "invalid_request")
        .names("/enabled", "under_ceiling");
    assertThat(
            boss.patch(RULE, new JsonObject().put("limit", "20")).is(200).json().getString("limit"))
        .isEqualTo("20");
  }

  @Test
  void aRuleIsSetAndIsUsualAgain() {
    var usual = boss.get(RULE).is(200).json();
    assertThat(usual.getString("limit")).isEqualTo("10");
    assertThat(usual.getBoolean("usual")).isTrue();

    var changed =
        boss.patch(RULE, new JsonObject().put("limit", "7.50").put("cuts_calls", false))
            .is(200)
            .json();
    assertThat(changed.getString("limit")).isEqualTo("7.5");
    assertThat(changed.getBoolean("cuts_calls")).isFalse();

    boss.patch(RULE, new JsonObject().putNull("limit")).is(200);
    assertThat(boss.get(RULE).is(200).json()).isEqualTo(usual);
    assertThat(boss.get("/v1/fraud_rules?limit=100").is(200).data())
        .extracting(rule -> rule.getString("name"))
        .contains("user_spending_premium_hour", "country_spending_new_country_day")
        .isSorted();
  }

  @Test
  void aRuleThatNobodyHasSetDoesNotActUntilItHasALimit() {
    var path = "/v1/fraud_rules/range_minutes_international_day";
    assertThat(boss.get(path).is(200).json().getBoolean("enabled")).isFalse();

    assertThat(
            boss.patch(path, new JsonObject().put("limit", "120"))
                .is(200)
                .json()
                .getBoolean("enabled"))
        .isTrue();
    boss.patch(path, new JsonObject().put("limit", "-1"))
        .refused(422, "invalid_request")
        .names("/limit", "malformed");
    boss.get("/v1/fraud_rules/user_spending_premium_now").refused(404, "not_found");
  }

  @Test
  void anAlarmIsReleasedByOneClick() {
    var id = MatrixThings.alarm(organisation.id(), false);
    assertThat(boss.get("/v1/fraud_alarms?open=true").is(200).data())
        .extracting(alarm -> alarm.getString("id"))
        .containsExactly(id);

    var released =
        boss.post("/v1/fraud_alarms/" + id + "/release", new JsonObject()).is(200).json();

    assertThat(released.getBoolean("open")).isFalse();
    assertThat(released.getString("released_by")).isEqualTo(organisation.superAdministratorId());
    assertThat(boss.get("/v1/fraud_alarms?open=true").is(200).data()).isEmpty();
    boss.post("/v1/fraud_alarms/" + id + "/release", new JsonObject()).is(200);
    assertThat(boss.get("/v1/events").is(200).data())
        .extracting(event -> event.getString("type"))
        .containsOnlyOnce("fraud.breaker_released");
    assertThat(boss.get("/v1/audit_events?limit=100").is(200).data())
        .extracting(event -> event.getString("action"))
        .contains("fraud_alarm.changed");
  }

  @Test
  void whatReachedTheOperatorsCeilingIsReleasedByTheOperator() {
    var id = MatrixThings.alarm(organisation.id(), true);

    boss.post("/v1/fraud_alarms/" + id + "/release", new JsonObject()).refused(409, "at_ceiling");
    var released =
        operator.post("/v1/ceiling_alarms/" + id + "/release", new JsonObject()).is(200).json();

    assertThat(released.getBoolean("open")).isFalse();
    assertThat(released.getString("organisation_id")).isEqualTo(organisation.id());
    assertThat(released.containsKey("to")).isFalse();
    assertThat(boss.get("/v1/fraud_alarms/" + id).is(200).json().getBoolean("open")).isFalse();
  }

  @Test
  void theOperatorSeesNoAlarmBelowItsCeilings() {
    var id = MatrixThings.alarm(organisation.id(), false);

    operator
        .post("/v1/ceiling_alarms/" + id + "/release", new JsonObject())
        .refused(404, "not_found");
  }

  @Test
  void aReplayTellsWhatRulesWouldHaveStopped() {
    var body =
        new JsonObject()
            .put(
                "rules",
                new JsonArray()
                    .add(new JsonObject().put("name", "user_attempts_any_hour").put("limit", "5")));

    var report = boss.post("/v1/fraud_rules/replay", body).is(200).json();

    assertThat(report.getInteger("calls")).isZero();
    assertThat(report.getBoolean("complete")).isTrue();
    boss.post("/v1/fraud_rules/replay", new JsonObject().put("from", "2020-01-01T00:00:00Z"))
        .refused(422, "invalid_request")
        .names("/from", "out_of_range");
  }

  @Test
  void aBanIsSeenAndLifted() {
    var now = Instant.now();
    new Bans(TestServer.REDIS)
        .put(
            new Bans.Ban(
                InetAddress.ofLiteral("198.51.100.77"),
                "A scanner",
                "n1",
                now,
                now.plusSeconds(600)));

    assertThat(operator.get("/v1/bans?limit=100").is(200).data())
        .filteredOn(ban -> ban.getString("address").equals("198.51.100.77"))
        .singleElement()
        .extracting(ban -> ban.getString("reason"))
        .isEqualTo("A scanner");
    operator.delete("/v1/bans/198.51.100.77").is(204);

    assertThat(operator.get("/v1/bans?limit=100").is(200).data())
        .noneMatch(ban -> ban.getString("address").equals("198.51.100.77"));
    operator.delete("/v1/bans/198.51.100.77").refused(404, "not_found");
    operator.delete("/v1/bans/nonsense").refused(404, "not_found");
  }

  private static Answer put(Client who, String path, JsonObject body) {
    return who.exchange("PUT", path, body.encode(), "application/json");
  }
}
