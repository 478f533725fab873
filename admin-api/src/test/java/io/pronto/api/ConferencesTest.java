package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.CallCommand;
import io.pronto.core.call.CallId;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class ConferencesTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();

  @Test
  void aConferenceIsMadeReadChangedAndDeleted() {
    var made = boss.post("/v1/conferences", conference("Monday", "800")).is(201);
    var path = "/v1/conferences/" + made.id();

    assertThat(made.json().getInteger("max_parties")).isEqualTo(25);
    assertThat(boss.get(path).is(200).json()).isEqualTo(made.json());
    var changed = boss.patch(path, new JsonObject().put("max_parties", 50)).is(200).json();
    assertThat(changed.getInteger("max_parties")).isEqualTo(50);
    assertThat(boss.get("/v1/conferences").data()).containsExactly(changed);
    boss.delete(path).is(204);
    boss.get(path).refused(404, "not_found");
  }

  @Test
  void pinsAreKeptAndNeverShown() {
    var made =
        boss.post(
                "/v1/conferences",
                conference("Monday", "800").put("pin", "24861").put("moderator_pin", "97531"))
            .is(201);

    assertThat(made.json().getBoolean("has_pin")).isTrue();
    assertThat(made.json().getBoolean("has_moderator_pin")).isTrue();
    assertThat(made.json().encode()).doesNotContain("24861", "97531");
    assertThat(boss.get("/v1/audit_events").is(200).json().encode())
        .contains("conference.created")
        .doesNotContain("24861", "97531");
    var none = new JsonObject().putNull("pin");
    var path = "/v1/conferences/" + made.id();
    assertThat(boss.patch(path, none).is(200).json().getBoolean("has_pin")).isFalse();
  }

  @Test
  void whatNobodyCouldUseIsRefused() {
    boss.post("/v1/conferences", conference("A", "800").put("wait_for_moderator", true))
        .refused(422, "invalid_request")
        .names("/moderator_pin", "invalid");
    boss.post(
            "/v1/conferences",
            conference("A", "800").put("pin", "2486").put("moderator_pin", "2486"))
        .refused(422, "invalid_request")
        .names("/moderator_pin", "invalid");
    boss.post("/v1/conferences", conference("A", "800").put("pin", "12a4"))
        .refused(422, "invalid_request");
    boss.post("/v1/conferences", conference("A", "800").put("max_parties", 101))
        .refused(422, "invalid_request");
    boss.post("/v1/conferences", conference("A", "112"))
        .refused(422, "invalid_request")
        .names("/extension", "emergency_number");
  }

  @Test
  void anExtensionIsOfOneOnly() {
    var taken = boss.get("/v1/users").data().getFirst().getString("extension");
    boss.post("/v1/conferences", conference("A", taken))
        .refused(409, "extension_taken")
        .names("/extension", "extension_taken");
    boss.post("/v1/conferences", conference("A", "800")).is(201);
    boss.post("/v1/conferences", conference("B", "800")).refused(409, "extension_taken");
    boss.post("/v1/conferences", conference("A", "801")).refused(409, "name_taken");

    var user = boss.get("/v1/users").data().getFirst().getString("id");
    boss.patch("/v1/users/" + user, new JsonObject().put("extension", "800"))
        .refused(409, "extension_taken");
  }

  @Test
  void oneOrganisationNeverSeesAnothers() {
    var made = boss.post("/v1/conferences", conference("Monday", "800")).is(201);
    var other = TestOrganisation.make().boss();

    other.get("/v1/conferences/" + made.id()).refused(404, "not_found");
    other.get("/v1/conferences/" + made.id() + "/parties").refused(404, "not_found");
    assertThat(other.get("/v1/conferences").data()).isEmpty();
    other.post("/v1/conferences", conference("Monday", "800")).is(201);
  }

  @Test
  void whoIsInItIsSeenAndMayBeMutedAndRemoved() {
    var id = boss.post("/v1/conferences", conference("Monday", "800")).is(201).id();
    var call = organisation.attending(id);
    var parties = "/v1/conferences/" + id + "/parties";

    var party = boss.get(parties).data().getFirst();
    assertThat(party.getString("call_id")).isEqualTo(call);
    assertThat(party.getString("number")).isEqualTo("+33612345678");
    assertThat(party.getBoolean("speaking")).isTrue();
    boss.put(parties + "/" + call, new JsonObject().put("muted", true)).is(202);
    assertThat(TestServer.ASKED.get(new CallId(call))).isEqualTo(new CallCommand.Mute(true));
    boss.put("/v1/conferences/" + id + "/lock", new JsonObject().put("locked", true)).is(202);
    assertThat(TestServer.ASKED.get(new CallId(call)))
        .isEqualTo(new CallCommand.LockConference(true));
    boss.delete(parties).is(204);
    assertThat(TestServer.ASKED.get(new CallId(call))).isEqualTo(new CallCommand.EndConference());
    boss.delete(parties + "/" + call).is(204);
    assertThat(TestServer.HUNG_UP).contains(new CallId(call));
    assertThat(boss.get("/v1/audit_events").is(200).data())
        .extracting(event -> event.getString("action"))
        .contains("conference.party_muted", "conference.locked", "conference.party_removed");
  }

  @Test
  void whereNobodyIsNothingCanBeLocked() {
    var id = boss.post("/v1/conferences", conference("Monday", "800")).is(201).id();

    boss.put("/v1/conferences/" + id + "/lock", new JsonObject().put("locked", true))
        .refused(409, "conference_empty");
  }

  private static JsonObject conference(String name, String extension) {
    return new JsonObject().put("name", name).put("extension", extension);
  }
}
