package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Whose calls are never recorded, and what calls are recorded for. */
class RecordingExclusionsTest {
  private static final String PATH = "/v1/recording_exclusions";

  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();

  @Test
  void aNumberAUserOrATeamIsExcludedOnceAndUntilThatIsTakenBack() {
    var doctor = boss.post(PATH, of("number", "01 44 55 66 77").put("reason", "Doctor")).is(201);
    assertThat(doctor.json().getJsonObject("subject"))
        .isEqualTo(new JsonObject().put("type", "number").put("id", "+33144556677"));
    var agent = organisation.person("agent").id();
    boss.post(PATH, of("user", agent)).is(201);

    boss.post(PATH, of("number", "+33144556677"))
        .refused(409, "excluded_already")
        .names("/subject/id", "excluded_already");
    boss.post(PATH, of("number", "0144"))
        .refused(422, "invalid_request")
        .names("/subject/id", "invalid_number");
    boss.post(PATH, of("team", agent))
        .refused(422, "invalid_request")
        .names("/subject/id", "not_found");
    TestOrganisation.make().boss().post(PATH, of("user", agent)).refused(422, "invalid_request");

    assertThat(boss.get(PATH).is(200).data()).hasSize(2);
    boss.get(PATH + "/" + doctor.id()).is(200);
    boss.delete(PATH + "/" + doctor.id()).is(204);
    boss.get(PATH + "/" + doctor.id()).refused(404, "not_found");
    assertThat(
            boss.get("/v1/audit_events?limit=100").is(200).data().stream()
                .map(event -> event.getString("action")))
        .contains("recording_exclusion.created", "recording_exclusion.deleted");
  }

  @Test
  void aNumberIsRecordedForAPurposeWhichAnotherTellsInWords() {
    var number = TestCarrier.make().block();
    boss.post("/v1/numbers", new JsonObject().put("number", number)).is(201);
    var path = "/v1/numbers/" + number;

    var proof =
        boss.patch(path, recorded("proof_of_contract")).is(200).json().getJsonObject("recording");
    assertThat(proof.getString("purpose")).isEqualTo("proof_of_contract");
    boss.patch(path, recorded("other"))
        .refused(422, "invalid_request")
        .names("/recording/purpose_text", "required");
    boss.patch(path, worded("security", "Threats"))
        .refused(422, "invalid_request")
        .names("/recording/purpose_text", "not_allowed");
    boss.patch(path, worded("other", "x".repeat(201))).refused(422, "invalid_request");
    var other = boss.patch(path, worded("other", "Threats")).is(200).json();
    assertThat(other.getJsonObject("recording").getString("purpose_text")).isEqualTo("Threats");
    assertThat(
            boss.patch(path, new JsonObject().put("recording", other.getJsonObject("recording")))
                .is(200)
                .json())
        .isEqualTo(other);
    var quality = boss.patch(path, recorded("quality")).is(200).json();
    assertThat(quality.getJsonObject("recording").getValue("purpose_text")).isNull();
  }

  private static JsonObject recorded(String purpose) {
    return new JsonObject()
        .put("recording", new JsonObject().put("mode", "all").put("purpose", purpose));
  }

  private static JsonObject worded(String purpose, String text) {
    var json = recorded(purpose);
    json.getJsonObject("recording").put("purpose_text", text);
    return json;
  }

  private static JsonObject of(String type, String id) {
    return new JsonObject().put("subject", new JsonObject().put("type", type).put("id", id));
  }
}
