package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.numbering.EmergencyNumbers;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UsersTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();

  @Test
  void usersGetTheNextFreeExtension() {
    var first = user("agent").is(201).json();
    var second = user("agent").is(201).json();

    assertThat(first.getString("extension")).isEqualTo("102");
    assertThat(second.getString("extension")).isEqualTo("103");
  }

  @Test
  void anExtensionIsGivenOnce() {
    boss.post("/v1/users", body("agent").put("extension", "2001")).is(201);

    boss.post("/v1/users", body("agent").put("extension", "2001"))
        .refused(409, "extension_taken")
        .names("/extension", "extension_taken");
  }

  @Test
  void nobodysExtensionIsAnEmergencyNumber() {
    var given =
        IntStream.range(0, 20)
            .mapToObj(_ -> user("agent").is(201).json().getString("extension"))
            .toList();

    assertThat(given)
        .contains("111", "113")
        .doesNotContain("112")
        .noneMatch(extension -> EmergencyNumbers.has(extension, "FR"));
    boss.post("/v1/users", body("agent").put("extension", "112"))
        .refused(422, "invalid_request")
        .names("/extension", "emergency_number");
    boss.patch("/v1/users/" + user("agent").id(), new JsonObject().put("extension", "112"))
        .refused(422, "invalid_request")
        .names("/extension", "emergency_number");
  }

  @Test
  void anAddressIsGivenOnceInTheWholeHouse() {
    var other = TestOrganisation.make();
    var email = TestOrganisation.email();
    other.boss().post("/v1/users", body("agent").put("email", email)).is(201);

    boss.post("/v1/users", body("agent").put("email", email.toUpperCase()))
        .refused(409, "email_taken")
        .names("/email", "email_taken");
  }

  @Test
  void aUserIsReadChangedAndDeleted() {
    var path = "/v1/users/" + user("agent").id();

    var changed =
        boss.patch(path, new JsonObject().put("role", "supervisor").put("extension", "777"))
            .is(200)
            .json();

    assertThat(changed.getString("role")).isEqualTo("supervisor");
    assertThat(boss.get(path).is(200).json()).isEqualTo(changed);
    boss.delete(path).is(204);
    boss.get(path).refused(404, "not_found");
    boss.delete(path).refused(404, "not_found");
  }

  @Test
  void aNewRoleHoldsAtTheNextRequest() {
    var supervisor = organisation.person("administrator");
    supervisor.client().get("/v1/users").is(200);

    boss.patch("/v1/users/" + supervisor.id(), new JsonObject().put("role", "agent")).is(200);

    supervisor.client().get("/v1/users").refused(403, "forbidden");
  }

  @Test
  void whoIsDeletedIsSignedOut() {
    var agent = organisation.person("agent");

    boss.delete("/v1/users/" + agent.id()).is(204);

    agent.client().get("/v1/me").refused(401, "session_ended");
  }

  @Test
  void aPasswordSetByAnAdministratorSignsTheUserOut() {
    var agent = organisation.person("agent");

    boss.patch("/v1/users/" + agent.id(), new JsonObject().put("password", "a new long password"))
        .is(200);

    agent.client().get("/v1/me").refused(401, "session_ended");
    Client.signIn(agent.email(), "a new long password").get("/v1/me").is(200);
  }

  @Test
  void anAdministratorDecidesAboutNoOtherAdministrator() {
    var administrator = organisation.person("administrator");
    var other = organisation.person("administrator");
    var agent = organisation.person("agent");
    var client = administrator.client();

    client.post("/v1/users", body("administrator")).refused(403, "forbidden");
    client
        .patch("/v1/users/" + other.id(), new JsonObject().put("password", "taken over"))
        .refused(403, "forbidden");
    client
        .patch("/v1/users/" + agent.id(), new JsonObject().put("role", "super_administrator"))
        .refused(403, "forbidden");
    client.delete("/v1/users/" + organisation.superAdministratorId()).refused(403, "forbidden");
    client.post("/v1/users", body("supervisor")).is(201);
  }

  @Test
  void theLastSuperAdministratorStays() {
    var path = "/v1/users/" + organisation.superAdministratorId();

    boss.delete(path).refused(409, "last_super_administrator");
    boss.patch(path, new JsonObject().put("role", "agent"))
        .refused(409, "last_super_administrator");

    organisation.person("super_administrator");
    boss.patch(path, new JsonObject().put("role", "agent")).is(200);
  }

  @Test
  void aCallerIdMustBeRentedByTheOrganisation() {
    boss.patch(
            "/v1/users/" + organisation.superAdministratorId(),
            new JsonObject().put("caller_id", "+33199999999"))
        .refused(422, "invalid_request")
        .names("/caller_id", "not_rented");
  }

  @Test
  void everyFieldThatIsWrongIsNamed() {
    boss.post(
            "/v1/users",
            new JsonObject()
                .put("email", 5)
                .put("role", "king")
                .put("extension", "99")
                .put("colour", "red"))
        .refused(422, "invalid_request")
        .names("/email", "wrong_type")
        .names("/name", "required")
        .names("/role", "not_offered")
        .names("/extension", "malformed")
        .names("/colour", "unknown_field");
  }

  @Test
  void aListIsReadPageByPageBothWays() {
    for (int i = 0; i < 4; i++) {
      user("agent");
    }
    var first = boss.get("/v1/users?role=agent&limit=2&sort=created_at").is(200);
    assertThat(first.data()).hasSize(2);
    assertThat(page(first).getBoolean("has_more")).isTrue();
    assertThat(page(first).getString("previous")).isNull();

    var second =
        boss.get(
            "/v1/users?role=agent&limit=2&sort=created_at&after=" + page(first).getString("next"));
    assertThat(second.data()).hasSize(2).doesNotContainAnyElementsOf(first.data());
    assertThat(page(second).getBoolean("has_more")).isFalse();

    var back =
        boss.get(
            "/v1/users?role=agent&limit=2&sort=created_at&before="
                + page(second).getString("previous"));
    assertThat(back.data()).isEqualTo(first.data());
    assertThat(page(back).getString("next")).isEqualTo(page(first).getString("next"));
  }

  private static JsonObject page(Answer answer) {
    return answer.json().getJsonObject("page");
  }

  private Answer user(String role) {
    return boss.post("/v1/users", body(role));
  }

  private static JsonObject body(String role) {
    return new JsonObject()
        .put("email", TestOrganisation.email())
        .put("name", "Somebody")
        .put("role", role);
  }
}
