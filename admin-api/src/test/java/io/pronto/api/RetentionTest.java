package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.access.Bootstrap;
import io.pronto.core.recording.RecordingAudio;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final String PATH = "/v1/retention_policies";
  private static final String SECOND = "second@retention.example";

  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();

  @Test
  void whatTheClockDeletesByIsDoubtedWhereItHasJumpedUntilTheOperatorSaysThatItIsRight() {
    var operator = Client.operator();
    var path = "/v1/retention_clock";
    assertThat(operator.get(path).is(200).json().getString("state")).isEqualTo("believed");
    operator.post(path + "/confirmation", new JsonObject()).refused(409, "clock_is_believed");
    Owner.execute("update retention_sweep set seen_at = now() - interval '1 year'");

    var ahead = operator.get(path).is(200).json();
    assertThat(ahead.getString("state")).isEqualTo("ahead");
    assertThat(ahead.getString("believed_at")).isLessThan(ahead.getString("clock"));
    assertThat(operator.get("/v1/operator_events?type=clock.doubted").is(200).text())
        .contains("nothing is deleted");
    var confirmed = operator.post(path + "/confirmation", new JsonObject()).is(200).json();

    assertThat(confirmed.getString("state")).isEqualTo("believed");
    assertThat(confirmed.getString("confirmed_by")).startsWith("opr_");
  }

  @Test
  void whatIsUsualHoldsWhereNothingWasDecided() {
    var policies = boss.get(PATH).is(200).json();

    assertThat(policies.getJsonArray("rules")).isEmpty();
    assertThat(policies.getValue("pending_change")).isNull();
    assertThat(policies.getJsonArray("categories").getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("category", "call_detail_record")
                .putNull("minimum_days")
                .putNull("maximum_days")
                .put("default", "P12M")
                .put("fixed", true));
  }

  @Test
  void aWindowOutOfBoundsIsRefusedByNameWithTheBoundsSaid() {
    boss.put(
            PATH,
            policy(rule(100), rule(0).put("scope", user(organisation.superAdministratorId()))))
        .refused(422, "invalid_request")
        .names("/rules/1/days", "below_minimum");
    var refused = boss.put(PATH, policy(rule(5_000))).refused(422, "invalid_request");
    refused.names("/rules/0/days", "above_maximum");
    assertThat(refused.text()).containsPattern("at least 1 and at most [0-9]+ days");
    boss.put(PATH, policy(rule(10), rule(11)))
        .refused(422, "invalid_request")
        .names("/rules/1/scope", "repeated");
    boss.put(PATH, policy(rule(10).put("scope", user("usr_nobody"))))
        .refused(422, "invalid_request")
        .names("/rules/0/scope/id", "not_found");
    boss.put(PATH, policy(rule(10).put("scope", new JsonObject().put("type", "team"))))
        .refused(422, "invalid_request")
        .names("/rules/0/scope/id", "required");
    boss.put(PATH, policy(rule(10).put("category", "call_detail_record")))
        .refused(422, "invalid_request");
    assertThat(boss.get(PATH).json().getJsonArray("rules")).isEmpty();
  }

  @Test
  void aShorterWindowTakesASecondAdministratorAndADayAndIsShownBefore() {
    var agent = organisation.person("agent");
    var second = organisation.person("administrator");
    var recording =
        TestRecordings.call(organisation, agent.id(), TestRecordings.sound(RecordingAudio.RATE));
    var wanted = policy(rule(30));

    var effect = boss.post(PATH + "/preview", wanted).is(200).json();
    var pending = boss.put(PATH, wanted).is(200).json();

    assertThat(effect.getBoolean("waits")).isTrue();
    assertThat(effect.getJsonArray("categories").getJsonObject(0).getInteger("deleted_sooner"))
        .isEqualTo(1);
    assertThat(pending.getJsonArray("rules")).isEmpty();
    assertThat(pending.getJsonObject("pending_change").getString("asked_by"))
        .isEqualTo(organisation.superAdministratorId());
    assertThat(pending.getJsonObject("pending_change").getBoolean("needs_confirmation")).isTrue();
    boss.post(PATH + "/pending_change/confirmation", new JsonObject())
        .refused(409, "second_person_needed");
    var before = boss.get("/v1/recordings/" + recording).json().getString("expires_at");

    var confirmed =
        second
            .client()
            .post(PATH + "/pending_change/confirmation", new JsonObject())
            .is(200)
            .json();

    var change = confirmed.getJsonObject("pending_change");
    assertThat(change.getString("confirmed_by")).isEqualTo(second.id());
    assertThat(Instant.parse(change.getString("in_force_at")))
        .isAfter(Instant.now().plus(Duration.ofHours(23)));
    assertThat(confirmed.getJsonArray("rules")).isEmpty();
    assertThat(boss.get("/v1/recordings/" + recording).json().getString("expires_at"))
        .isEqualTo(before);
    second
        .client()
        .post(PATH + "/pending_change/confirmation", new JsonObject())
        .refused(409, "no_change_waits");
    assertThat(
            boss.get("/v1/audit_events?limit=100").is(200).data().stream()
                .map(event -> event.getString("action")))
        .contains("retention_change.created", "retention_change.changed");
  }

  @Test
  void anyAdministratorMayWithdrawIt() {
    TestRecordings.call(
        organisation, organisation.person("agent").id(), TestRecordings.sound(RecordingAudio.RATE));
    boss.put(PATH, policy(rule(30))).is(200);

    organisation.person("administrator").client().delete(PATH + "/pending_change").is(204);

    assertThat(boss.get(PATH).json().getValue("pending_change")).isNull();
    boss.delete(PATH + "/pending_change").refused(409, "no_change_waits");
  }

  @Test
  void theOperatorSaysWhatMayBeDecidedButNotOfCallRecords() {
    var operator = Client.operator();

    operator
        .put(
            "/v1/retention_bounds/recording",
            new JsonObject().put("minimum_days", 10).put("maximum_days", 9).put("default", "P6M"))
        .refused(422, "invalid_request")
        .names("/maximum_days", "below_minimum");
    operator
        .put(
            "/v1/retention_bounds/recording",
            new JsonObject().put("minimum_days", 1).put("maximum_days", 1827).put("default", "P6M"))
        .refused(422, "invalid_request");
    operator.get("/v1/retention_bounds/call_detail_record").refused(404, "not_found");
    assertThat(operator.get("/v1/retention_bounds").is(200).data())
        .extracting(bound -> bound.getString("category"))
        .containsExactly("call_detail_record", "recording", "transcript");
  }

  @Test
  void whatTheOperatorAllowsLessWaitsForASecondAccount() {
    var operator = Client.operator();
    var path = "/v1/retention_bounds/transcript";
    var now = operator.get(path).is(200).json();
    int maximum = now.getInteger("maximum_days");
    var less =
        new JsonObject()
            .put("minimum_days", now.getInteger("minimum_days"))
            .put("maximum_days", maximum - 1)
            .put("default", now.getString("default"));

    var effect = operator.post(path + "/preview", less).is(200).json();
    var asked = operator.put(path, less).is(200).json();

    assertThat(effect.getBoolean("waits")).isTrue();
    assertThat(asked.getInteger("maximum_days")).isEqualTo(maximum);
    assertThat(asked.getJsonObject("pending_change").getInteger("maximum_days"))
        .isEqualTo(maximum - 1);
    assertThat(asked.getJsonObject("pending_change").getValue("in_force_at")).isNull();
    operator
        .post(path + "/pending_change/confirmation", new JsonObject())
        .refused(409, "second_person_needed");
    new Bootstrap(Ground.database()).account(SECOND, TestServer.PASSWORD);
    var confirmed =
        Client.signIn(SECOND, TestServer.PASSWORD)
            .post(path + "/pending_change/confirmation", new JsonObject())
            .is(200)
            .json();
    assertThat(Instant.parse(confirmed.getJsonObject("pending_change").getString("in_force_at")))
        .isAfter(Instant.now().plus(Duration.ofDays(6)));
    assertThat(confirmed.getInteger("maximum_days")).isEqualTo(maximum);
    operator.delete(path + "/pending_change").is(204);
    operator.delete(path + "/pending_change").refused(409, "no_change_waits");
    operator
        .post(path + "/pending_change/confirmation", new JsonObject())
        .refused(409, "no_change_waits");
    assertThat(operator.get(path).json().getValue("pending_change")).isNull();
  }

  static JsonObject policy(JsonObject... rules) {
    return new JsonObject().put("rules", new JsonArray(List.of(rules)));
  }

  static JsonObject rule(int days) {
    return new JsonObject().put("category", "recording").put("days", days);
  }

  private static JsonObject user(String id) {
    return new JsonObject().put("type", "user").put("id", id);
  }
}
