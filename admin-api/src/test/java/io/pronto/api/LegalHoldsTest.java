package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.recording.RecordingAudio;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/**
 * What is kept whatever its deadline says, asked for by one super administrator and set by another.
 */
class LegalHoldsTest {
  private static final String PATH = "/v1/legal_holds";
  private static final JsonObject NOTHING = new JsonObject();

  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final Client second = organisation.person("super_administrator").client();
  private final TestOrganisation.Person agent = organisation.person("agent");

  @Test
  void whatTwoHaveSetIsKeptShownAndCounted() {
    var recording =
        TestRecordings.call(organisation, agent.id(), TestRecordings.sound(RecordingAudio.RATE));
    var asked = boss.post(PATH, of(person("user", agent.id()))).is(201).json();
    var hold = PATH + "/" + asked.getString("id");

    assertThat(asked.getString("state")).isEqualTo("asked");
    assertThat(asked.getJsonObject("holds"))
        .isEqualTo(
            new JsonObject().put("recordings", 1).put("transcripts", 1).put("call_records", 1));
    boss.post(hold + "/confirmation", NOTHING).refused(409, "second_person_needed");
    assertThat(recording(recording).getBoolean("held")).isFalse();

    var set = second.post(hold + "/confirmation", NOTHING).is(200).json();

    assertThat(set.getString("state")).isEqualTo("in_force");
    assertThat(recording(recording).getBoolean("held")).isTrue();
    var cdrs = boss.get("/v1/cdrs?user_id=" + agent.id()).is(200).data();
    assertThat(cdrs).extracting(cdr -> cdr.getBoolean("held")).containsExactly(true);
    var refused = boss.delete("/v1/recordings/" + recording).refused(409, "held");
    assertThat(refused.text()).contains(asked.getString("id"));
    second.post(hold + "/confirmation", NOTHING).refused(409, "in_force");
    boss.delete(hold).refused(409, "in_force");
    boss.post(hold + "/lifting/confirmation", NOTHING).refused(409, "lifting_not_asked");
    assertThat(boss.post(hold + "/lifting", NOTHING).is(200).json().getString("state"))
        .isEqualTo("lifting_asked");
    boss.post(hold + "/lifting", NOTHING).refused(409, "lifting_asked");
    boss.post(hold + "/lifting/confirmation", NOTHING).refused(409, "second_person_needed");
    boss.delete("/v1/recordings/" + recording).refused(409, "held");

    var lifted = second.post(hold + "/lifting/confirmation", NOTHING).is(200).json();

    assertThat(lifted.getString("state")).isEqualTo("lifted");
    assertThat(boss.get(PATH).is(200).data())
        .extracting(each -> each.getString("state"))
        .containsExactly("lifted");
    boss.delete("/v1/recordings/" + recording).is(204);
    assertThat(
            boss.get("/v1/audit_events?limit=100").is(200).data().stream()
                .map(event -> event.getString("action")))
        .contains("legal_hold.created", "legal_hold.changed");
    assertThat(
            boss.get("/v1/events?limit=100").is(200).data().stream()
                .map(event -> event.getString("type")))
        .contains(
            "legal_hold.asked", "legal_hold.set", "legal_hold.lifting_asked", "legal_hold.lifted");
  }

  @Test
  void whatIsAskedForCanBeWithdrawnAndSoCanItsLifting() {
    var hold = PATH + "/" + boss.post(PATH, of("06 12 34 56 78")).is(201).id();
    assertThat(boss.get(hold).is(200).json().getString("number")).isEqualTo("+33612345678");
    boss.delete(hold).is(204);
    boss.get(hold).refused(404, "not_found");

    var other = PATH + "/" + boss.post(PATH, of("+33612345678")).is(201).id();
    second.post(other + "/confirmation", NOTHING).is(200);
    second.delete(other + "/lifting").refused(409, "lifting_not_asked");
    boss.post(other + "/lifting", NOTHING).is(200);
    second.delete(other + "/lifting").is(204);
    assertThat(boss.get(other).json().getString("state")).isEqualTo("in_force");
  }

  @Test
  void whatIsAboutNothingIsRefusedByName() {
    boss.post(PATH, of("0612")).refused(422, "invalid_request").names("/number", "invalid_number");
    boss.post(PATH, of(person("number", "+3361234")))
        .refused(422, "invalid_request")
        .names("/person/id", "invalid_number");
    boss.post(PATH, of(person("email", "nobody@example.com")))
        .refused(422, "invalid_request")
        .names("/person/id", "not_found");
    boss.post(PATH, new JsonObject().put("reason", "A case"))
        .refused(422, "invalid_request")
        .names("/number", "required");
    boss.post(
            PATH,
            of("+33612345678")
                .put("from", "2026-03-02T00:00:00Z")
                .put("until", "2026-03-01T00:00:00Z"))
        .refused(422, "invalid_request")
        .names("/until", "not_after_from");
    boss.post(PATH, of("+33612345678").put("reason", " ")).refused(422, "invalid_request");
    var theirs = TestOrganisation.make().boss();
    var hold = PATH + "/" + boss.post(PATH, of("+33612345678")).is(201).id();
    theirs.post(hold + "/confirmation", NOTHING).refused(404, "not_found");
    theirs.get(hold).refused(404, "not_found");
    assertThat(theirs.get(PATH).is(200).data()).isEmpty();
  }

  private JsonObject recording(String id) {
    return boss.get("/v1/recordings/" + id).is(200).json();
  }

  private static JsonObject of(String number) {
    return new JsonObject().put("reason", "A case").put("number", number);
  }

  private static JsonObject of(JsonObject person) {
    return new JsonObject().put("reason", "A case").put("person", person);
  }

  private static JsonObject person(String type, String id) {
    return new JsonObject().put("type", type).put("id", id);
  }
}
