package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Nobody has calls recorded without a notice, or for no purpose, and says nothing of it. */
class RecordingGroundsTest {
  private static final String GROUND = "Clause 7 of their contract says that this line is recorded";

  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final String number = rented();
  private final String path = "/v1/numbers/" + number;

  @Test
  void whoLeavesTheNoticeOutSaysWhyLawLetsThem() {
    change(recorded().put("announce", false))
        .refused(422, "invalid_request")
        .names("/recording/no_notice_ground", "required");
    change(recorded().put("announce", false).putNull("no_notice_ground"))
        .refused(422, "invalid_request")
        .names("/recording/no_notice_ground", "required");
    change(recorded().put("announce", false).put("no_notice_ground", "It is lawful"))
        .refused(422, "invalid_request")
        .names("/recording/no_notice_ground", "too_short");
    change(untold().put("no_notice_ground", " ".repeat(30) + "lawful"))
        .refused(422, "invalid_request")
        .names("/recording/no_notice_ground", "too_short");
    change(untold().put("no_notice_ground", "x".repeat(501))).refused(422, "invalid_request");
    assertThat(read().getBoolean("announce")).isTrue();

    var changed = change(untold()).is(200).json().getJsonObject("recording");

    assertThat(changed.getBoolean("announce")).isFalse();
    assertThat(changed.getString("no_notice_ground")).isEqualTo(GROUND);
    assertThat(boss.get("/v1/audit_events?action=number.changed").is(200).text()).contains(GROUND);
  }

  @Test
  void theSameHoldsWhereANumberIsRented() {
    var another = TestCarrier.make().block();
    var body = new JsonObject().put("number", another);
    boss.post("/v1/numbers", body.copy().put("recording", recorded().put("announce", false)))
        .refused(422, "invalid_request")
        .names("/recording/no_notice_ground", "required");

    boss.post("/v1/numbers", body.copy().put("recording", untold())).is(201);
  }

  @Test
  void aGroundStaysUntilTheNoticeIsPlayedAgainAndIsNotTakenBack() {
    var untold = change(untold()).is(200).json();

    assertThat(change(untold.getJsonObject("recording")).is(200).json()).isEqualTo(untold);
    assertThat(change(new JsonObject().put("card_pause", false)).is(200).text()).contains(GROUND);
    change(new JsonObject().putNull("no_notice_ground"))
        .refused(422, "invalid_request")
        .names("/recording/no_notice_ground", "required");

    assertThat(change(new JsonObject().put("announce", true)).is(200).text())
        .doesNotContain(GROUND);
    change(new JsonObject().put("no_notice_ground", GROUND))
        .refused(422, "invalid_request")
        .names("/recording/no_notice_ground", "not_allowed");
  }

  @Test
  void numbersOfBeforeGoOnAndAreAskedWhenTheirRecordingIsDecidedAnew() {
    before("recording_announce = false, recording_mode = 'all'");

    boss.patch(path, new JsonObject().put("label", "Reception")).is(200);
    change(new JsonObject().put("refusable", true)).is(200);
    assertThat(findings()).contains("no_ground").contains(number);
    change(new JsonObject().put("announce", false))
        .refused(422, "invalid_request")
        .names("/recording/no_notice_ground", "required");
    change(new JsonObject().put("mode", "off")).is(200);
    change(new JsonObject().put("mode", "inbound"))
        .refused(422, "invalid_request")
        .names("/recording/no_notice_ground", "required");

    change(new JsonObject().put("mode", "inbound").put("no_notice_ground", GROUND)).is(200);
    assertThat(findings()).doesNotContain("no_ground");
  }

  @Test
  void aPurposeThatNobodyChoseIsToldApartFromOneThatWasChosen() {
    var silent = change(new JsonObject().put("mode", "all").put("announce", true)).is(200).json();

    assertThat(silent.getJsonObject("recording").getString("purpose")).isEqualTo("quality");
    assertThat(silent.getJsonObject("recording").getBoolean("purpose_chosen")).isFalse();
    assertThat(change(silent.getJsonObject("recording")).is(200).json()).isEqualTo(silent);
    assertThat(findings()).contains("purpose_not_chosen");

    change(new JsonObject().put("purpose", "quality")).is(200);

    assertThat(read().getBoolean("purpose_chosen")).isTrue();
    assertThat(findings()).doesNotContain("purpose_not_chosen");
    change(new JsonObject().put("mode", "off")).is(200);
    assertThat(read().getBoolean("purpose_chosen")).isTrue();
  }

  private static JsonObject recorded() {
    return new JsonObject().put("mode", "all");
  }

  private static JsonObject untold() {
    return recorded().put("announce", false).put("no_notice_ground", GROUND);
  }

  private Answer change(JsonObject recording) {
    return boss.patch(path, new JsonObject().put("recording", recording));
  }

  private JsonObject read() {
    return boss.get(path).is(200).json().getJsonObject("recording");
  }

  private String findings() {
    return boss.get("/v1/record_of_processing").is(200).json().getJsonArray("findings").encode();
  }

  /** The number has this of a version that asked for nothing. */
  private void before(String assignments) {
    Ground.database()
        .in(
            new OrganisationId(organisation.id()),
            tx ->
                tx.update("update phone_number set " + assignments + " where number = $1", number));
  }

  private String rented() {
    var block = TestCarrier.make().block();
    boss.post("/v1/numbers", new JsonObject().put("number", block)).is(201);
    return block;
  }
}
